"""Staff screen of what is in whose care."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from riz import clock
from riz.operations.staff import actor_of_staff

from .. import models
from ..use_cases.assign_asset import assign_asset
from ..use_cases.withdraw_assignment import withdraw_assignment
from .refusal_aware import OrganisationAdminBase


@admin.register(models.Assignment)
class AssignmentAdmin(OrganisationAdminBase):
    """Things that asset managers care for: given and taken, never edited."""

    list_display = ("user", "organisation", "kind", "asset_id", "assigned_at")
    names: ClassVar = {"asset_id": ("offer", "destination")}
    list_filter = ("kind",)
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "organisation__name", "asset_id__exact")
    search_help_text = "An address, the name of an organisation, or the id of a thing"
    autocomplete_fields = ("user", "organisation")
    fields = ("organisation", "user", "kind", "asset_id")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An assignment is taken and another one given."""
        del request, obj
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: models.Assignment,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Put the thing into the person's care."""
        del form, change
        made = assign_asset(
            organisation_id=obj.organisation_id,
            user_id=obj.user_id,
            kind=obj.kind,
            asset_id=obj.asset_id,
            actor=actor_of_staff(request),
            at=clock.now(),
        )
        obj.id = made.id

    def delete_model(self, request: HttpRequest, obj: models.Assignment) -> None:
        """Take it out of the person's care."""
        withdraw_assignment(
            organisation_id=obj.organisation_id,
            assignment_id=obj.id,
            actor=actor_of_staff(request),
            at=clock.now(),
        )
