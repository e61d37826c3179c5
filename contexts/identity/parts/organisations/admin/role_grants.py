"""Staff screen of role grants."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from riz import clock
from riz.operations.staff import actor_of_staff

from ...roles.contracts import Role
from .. import models
from ..use_cases.grant_role import grant_role
from ..use_cases.withdraw_role import withdraw_role


@admin.register(models.RoleGrant)
class RoleGrantAdmin(ModelAdmin):
    """Who holds which role: given and taken, never edited."""

    list_display = ("user", "role", "organisation", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "organisation__name")
    autocomplete_fields = ("user", "organisation")
    fields = ("user", "role", "organisation")
    ordering = ("-id",)
    show_full_result_count = False

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
            role=Role(obj.role),
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
            role=Role(obj.role),
            organisation_id=obj.organisation_id,
            actor=actor_of_staff(request),
            at=clock.now(),
        )

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[models.RoleGrant]) -> None:
        """Take each of the chosen roles."""
        for row in queryset:
            self.delete_model(request, row)
