"""What roles read and write over HTTP."""

from __future__ import annotations

from rest_framework import serializers

from riz.rest.fields import LineField
from riz.rest.outputs import output
from riz.rest.reading import QuerySerializer
from riz.rest.serializers import StrictSerializer

from ..contracts import Catalogue, CustomRole, OwnPermissions
from ..domain.permissions import PERMISSIONS

OwnPermissionsSerializer = output(OwnPermissions)
CustomRoleSerializer = output(CustomRole)
CatalogueSerializer = output(Catalogue)


class CatalogueQuery(QuerySerializer):
    """Whose own roles are listed too."""

    organisation_id = serializers.UUIDField(required=False)


class RoleChangeInput(StrictSerializer):
    """What a role is to be."""

    name = LineField(max_length=80)
    description = LineField(max_length=300, required=False, allow_blank=True, default="")
    permissions = serializers.ListField(
        child=serializers.CharField(max_length=60), min_length=1, max_length=len(PERMISSIONS)
    )


class RoleCreationInput(RoleChangeInput):
    """A role to be, and whose."""

    organisation_id = serializers.UUIDField(required=False, allow_null=True, default=None)


class DeletionQuery(QuerySerializer):
    """Whether the grants go with the role."""

    with_grants = serializers.BooleanField(required=False, default=False)
