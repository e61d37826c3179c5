"""Organisations on the wire."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from riz.policies import assignables
from riz.rest.fields import EmailField, EnumField, LineField, PhoneField, UuidField
from riz.rest.outputs import ContractSerializer, output
from riz.rest.reading import QuerySerializer
from riz.rest.serializers import StrictSerializer

from ..contracts import (
    Assignment,
    Invitation,
    Member,
    OrganisationKind,
    OrganisationRecord,
    OrganisationStatus,
)

LONGEST_TOKEN = 200
LONGEST_ROLE = 40
MOST_ROLES = 20


class OrganisationQuery(QuerySerializer):
    """Filters of a list of organisations."""

    kind = EnumField(OrganisationKind, required=False)
    status = EnumField(OrganisationStatus, required=False)
    q = serializers.CharField(
        required=False, min_length=2, max_length=100, help_text="A part of the name."
    )


class OrganisationFactsInput(StrictSerializer):
    """An organisation's facts about itself; what is left out stays as it is."""

    name = LineField(max_length=200, required=False)
    legal_name = LineField(max_length=200, required=False, allow_blank=True)
    contact_email = EmailField(required=False, allow_blank=True)
    contact_phone = PhoneField(required=False, allow_blank=True)


class OrganisationInput(OrganisationFactsInput):
    """Fields that making an organisation takes."""

    kind = EnumField(OrganisationKind)
    name = LineField(max_length=200)


class RolesField(serializers.ListField):
    """Codes of roles, each once."""

    child = serializers.CharField(max_length=LONGEST_ROLE)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_ROLES, **options)

    def to_internal_value(self, data: Any) -> list[Any]:
        """Refuse a role that comes twice."""
        codes: list[Any] = super().to_internal_value(data)
        if len(set(codes)) != len(codes):
            raise serializers.ValidationError("Name each role once.")
        return codes


class MemberRolesInput(StrictSerializer):
    """All roles that a member is to hold; an empty list takes every one."""

    roles = RolesField(allow_empty=True)


class InvitationInput(StrictSerializer):
    """The person to invite, and the roles."""

    email = EmailField()
    roles = RolesField(allow_empty=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "By the link", value={"token": "AZjF8BEieqqLu5mqu8zd7g..."}, request_only=True
        ),
        OpenApiExample(
            "From one's list",
            value={"invitation_id": "0198c5f0-1122-7aaa-8bbb-99aabbccddee"},
            request_only=True,
        ),
    ]
)
class AnswerInput(StrictSerializer):
    """Which invitation is answered: the token of the mailed link, or an id of one's own list."""

    token = serializers.CharField(max_length=LONGEST_TOKEN, required=False, write_only=True)
    invitation_id = UuidField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError("Send either token or invitation_id.")
        return attrs


class OwnershipInput(StrictSerializer):
    """The owner of the organisation from now on."""

    user_id = UuidField()


class AssignmentQuery(QuerySerializer):
    """Filters of a list of assignments."""

    user_id = UuidField(required=False)


class _AssetKindField(serializers.ChoiceField):
    """A kind of things that can be assigned."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=list(assignables()), **options)


class AssignmentInput(StrictSerializer):
    """The thing to assign, and the person."""

    user_id = UuidField()
    kind = _AssetKindField()
    asset_id = UuidField()


class OrganisationSerializer(ContractSerializer):
    """An organisation; `my_roles` are the caller's there."""

    contract = OrganisationRecord
    hidden = ("version",)


class InvitationSerializer(ContractSerializer):
    """An invitation; the link that answers it is in the mail alone."""

    contract = Invitation
    hidden = ("invited_by",)


class AssignmentSerializer(ContractSerializer):
    """A thing in somebody's care."""

    contract = Assignment
    hidden = ("assigned_by",)
    kind = _AssetKindField()


MemberSerializer = output(Member)
