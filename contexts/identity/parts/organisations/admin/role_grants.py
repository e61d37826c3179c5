"""Staff screen of role grants."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from riz import clock
from riz.operations.staff import actor_of_staff

from ...roles import api as roles
from .. import models
from ..use_cases.grant_role import grant_role
from ..use_cases.withdraw_role import withdraw_role
from .refusal_aware import OrganisationAdminBase
from .role_choices import RoleForm


class RoleGrantForm(RoleForm):
    """The person to give a role, and where."""

    class Meta:
        model = models.RoleGrant
        fields: ClassVar = ["user", "organisation"]
        help_texts: ClassVar = {"organisation": "Nothing: the role counts everywhere."}

    def clean(self) -> dict[str, Any]:
        """Give the one that was chosen."""
        stated = super().clean()
        self.instance.role = stated["role"] = stated["code"]
        return stated


class RoleFilter(admin.SimpleListFilter):
    """Narrows the list to one role that is code."""

    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer every role that is code."""
        del request, model_admin
        return [(role.code, role.name) for role in roles.ROLES.values()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        del request
        return queryset.filter(role=self.value()) if self.value() else queryset


@admin.register(models.RoleGrant)
class RoleGrantAdmin(OrganisationAdminBase):
    """Grants of roles: given and taken, never edited."""

    form = RoleGrantForm
    list_display = ("user", "role", "organisation", "created_at")
    list_filter = (RoleFilter,)
    list_select_related = ("user", "organisation")
    codes = ("role",)
    empty_value_display = "everywhere"
    search_fields = ("user__email", "organisation__name")
    autocomplete_fields = ("user", "organisation")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Ask what giving takes; show what was given."""
        del request
        return self.list_display if obj else ("user", "role", "own_role", "organisation")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A grant is taken and another one given."""
        del request, obj
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: models.RoleGrant,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Give the role."""
        del form, change
        grant_role(
            user_id=obj.user_id,
            role=obj.role,
            organisation_id=obj.organisation_id,
            actor=actor_of_staff(request),
            at=clock.now(),
        )
        stored = models.RoleGrant.objects.of(
            user_id=obj.user_id, role=obj.role, organisation_id=obj.organisation_id
        ).get()
        obj.id = stored.id

    def delete_model(self, request: HttpRequest, obj: models.RoleGrant) -> None:
        """Take the role."""
        withdraw_role(
            user_id=obj.user_id,
            role=obj.role,
            organisation_id=obj.organisation_id,
            actor=actor_of_staff(request),
            at=clock.now(),
        )
