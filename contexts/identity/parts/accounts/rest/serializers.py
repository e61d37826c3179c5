"""What accounts read and write over HTTP."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.fields import (
    CurrencyField,
    EmailField,
    LanguageField,
    LineField,
    PhoneField,
    TimeZoneField,
)
from riz.rest.serializers import StrictSerializer

from ..contracts import SecondFactor
from .fields import PasswordField


class RegisterSerializer(StrictSerializer):
    """What opening an account takes."""

    email = EmailField()
    password = PasswordField(help_text="8 to 128 characters; 15 or more are better.")
    full_name = LineField(max_length=150)
    phone = PhoneField(required=False, allow_blank=True)
    locale = LanguageField(required=False)
    time_zone = TimeZoneField(required=False)
    default_currency = CurrencyField(required=False)


class HeldRoleSerializer(serializers.Serializer[Any]):
    """A role, everywhere when `organisation_id` is null."""

    role = serializers.CharField(source="code")
    organisation_id = serializers.UUIDField(allow_null=True)


class AccountSerializer(serializers.Serializer[Any]):
    """One's own account."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    email_verified_at = serializers.DateTimeField(allow_null=True)
    pending_email = serializers.EmailField(
        allow_null=True, help_text="What the address becomes once the link in our mail is followed."
    )
    full_name = serializers.CharField()
    phone = PhoneField(allow_blank=True)
    kind = serializers.CharField(help_text="TRAVELLER, PORTAL_STAFF, PORTAL_ADMIN, ...")
    locale = serializers.CharField()
    time_zone = serializers.CharField()
    default_currency = serializers.CharField()
    created_at = serializers.DateTimeField()
    has_password = serializers.BooleanField()
    second_factors = serializers.ListField(
        child=serializers.ChoiceField(choices=[factor.value for factor in SecondFactor]),
        help_text="How a sign-in is completed, and a step-up shown; empty when no second factor is on.",
    )
    passkeys = serializers.IntegerField()
    linked_logins = serializers.IntegerField(help_text="Logins with other providers.")
    erasure_due_at = serializers.DateTimeField(allow_null=True)
    stepped_up_until = serializers.DateTimeField(
        allow_null=True,
        help_text="Until when what asks for a recent authentication is open to this session.",
    )
    roles = HeldRoleSerializer(many=True)
    impersonation_ends_at = serializers.DateTimeField(allow_null=True)
    impersonator_id = serializers.UUIDField(
        allow_null=True, help_text="The member of staff who acts as this person at the moment."
    )
