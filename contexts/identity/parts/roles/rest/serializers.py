"""Serializers of roles."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.policies import permissions
from riz.rest.fields import LineField, UuidField
from riz.rest.outputs import ContractSerializer, SortedField, output
from riz.rest.reading import QuerySerializer
from riz.rest.serializers import StrictSerializer

from ..contracts import Catalogue, CustomRole, OwnPermissions, Permission, RoleDescription


class PermissionSerializer(ContractSerializer):
    """A thing that a role can carry."""

    contract = Permission
    hidden = ("roles",)


class RoleDescriptionSerializer(ContractSerializer):
    """A role that everybody has to hand out."""

    contract = RoleDescription
    hidden = ("carries_everything",)
    permissions = SortedField(child=serializers.CharField())


OwnPermissionsSerializer = output(OwnPermissions)
CustomRoleSerializer = output(CustomRole)
CatalogueSerializer = output(Catalogue)


class CatalogueQuery(QuerySerializer):
    """Whose own roles are listed too."""

    organisation_id = UuidField(required=False)


class _PermissionsField(serializers.ListField):
    """Codes of permissions, as many as there are."""

    def __init__(self, **options: Any) -> None:
        child = serializers.CharField(max_length=60)
        super().__init__(child=child, min_length=1, max_length=len(permissions()), **options)


class RoleChangeInput(StrictSerializer):
    """The role as it is to be."""

    name = LineField(max_length=80)
    description = LineField(max_length=300, required=False, allow_blank=True, default="")
    permissions = _PermissionsField()


class RoleCreationInput(RoleChangeInput):
    """A role to be, and whose."""

    organisation_id = UuidField(required=False, allow_null=True, default=None)


class DeletionQuery(QuerySerializer):
    """Whether the grants go with the role."""

    with_grants = serializers.BooleanField(required=False, default=False)
