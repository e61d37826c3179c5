"""What roles read and write over HTTP."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.policies import permissions
from riz.rest.fields import LineField
from riz.rest.reading import FilterSerializer
from riz.rest.serializers import StrictSerializer


class WhereSerializer(serializers.Serializer[Any]):
    """On what: everything, one's own, things of organisations, single things."""

    everywhere = serializers.BooleanField()
    own = serializers.BooleanField()
    organisation_ids = serializers.ListField(child=serializers.UUIDField())
    asset_ids = serializers.ListField(child=serializers.UUIDField())


class OwnRoleSerializer(serializers.Serializer[Any]):
    """A role that one holds."""

    code = serializers.CharField()
    name = serializers.CharField()
    organisation_id = serializers.UUIDField(allow_null=True)


class OwnPermissionSerializer(serializers.Serializer[Any]):
    """A permission that one holds, and where."""

    code = serializers.CharField()
    says = serializers.CharField()
    where = WhereSerializer()


class OwnActionSerializer(serializers.Serializer[Any]):
    """Something that one may do; `where` is null if the thing itself decides."""

    action = serializers.CharField()
    says = serializers.CharField()
    where = WhereSerializer(allow_null=True)


class OwnPermissionsSerializer(serializers.Serializer[Any]):
    """All that one may do at this moment."""

    roles = OwnRoleSerializer(many=True)
    permissions = OwnPermissionSerializer(many=True)
    actions = OwnActionSerializer(many=True)


class PermissionSerializer(serializers.Serializer[Any]):
    """One thing that a role can carry."""

    code = serializers.CharField()
    says = serializers.CharField()
    for_one_organisation = serializers.BooleanField()


class RoleDescriptionSerializer(serializers.Serializer[Any]):
    """A role that everybody has to hand out."""

    code = serializers.CharField()
    name = serializers.CharField()
    says = serializers.CharField()
    permissions = serializers.SerializerMethodField()
    everywhere = serializers.BooleanField()
    for_one_organisation = serializers.BooleanField()
    for_assigned_assets = serializers.BooleanField()

    def get_permissions(self, role: Any) -> list[str]:
        """Return the codes in order."""
        return sorted(role.permissions)


class CustomRoleSerializer(serializers.Serializer[Any]):
    """A role of people's own making."""

    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    organisation_id = serializers.UUIDField(allow_null=True)
    permissions = serializers.SerializerMethodField()

    def get_permissions(self, role: Any) -> list[str]:
        """Return the codes in order."""
        return sorted(role.permissions)


class CatalogueSerializer(serializers.Serializer[Any]):
    """What there is to hand out."""

    permissions = PermissionSerializer(many=True)
    roles = RoleDescriptionSerializer(many=True)
    custom = CustomRoleSerializer(many=True)


class CatalogueQuery(FilterSerializer):
    """Whose own roles are listed too."""

    organisation_id = serializers.UUIDField(required=False)


class _PermissionsField(serializers.ListField):
    """Codes of permissions, as many as there are."""

    def __init__(self, **options: Any) -> None:
        child = serializers.CharField(max_length=60)
        super().__init__(child=child, min_length=1, max_length=len(permissions()), **options)


class RoleChangeSerializer(StrictSerializer):
    """What a role is to be."""

    name = LineField(max_length=80)
    description = LineField(max_length=300, required=False, allow_blank=True, default="")
    permissions = _PermissionsField()


class RoleCreationSerializer(RoleChangeSerializer):
    """A role to be, and whose."""

    organisation_id = serializers.UUIDField(required=False, allow_null=True, default=None)


class DeletionQuery(FilterSerializer):
    """Whether the grants go with the role."""

    with_grants = serializers.BooleanField(required=False, default=False)
