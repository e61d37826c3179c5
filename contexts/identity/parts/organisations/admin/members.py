"""Staff screen of who belongs to which organisation."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.screens import MadeElsewhere
from riz.operations.staff.states import format_code

from .. import models
from ..queries import roles_of, with_roles
from ..use_cases.remove_member import remove_member
from ..use_cases.transfer_ownership import transfer_ownership
from .refusal_aware import OrganisationAdminBase, signed_in_at


def roles_held(row: models.Membership) -> str:
    """Name the roles of a member in the organisation."""
    return ", ".join(map(format_code, roles_of(row))) or "none"


@admin.register(models.Membership)
class MembershipAdmin(MadeElsewhere, OrganisationAdminBase):
    """Members: found, removed, made the owner. They join by invitation, or by a role that staff gives."""

    list_display = ("user", "organisation", "roles", "joined_at")
    search_fields = ("user__email", "organisation__name")
    search_help_text = "An address, or the name of an organisation"
    fields = readonly_fields = ("user", "organisation", "roles", "joined_at", "invited_by")
    names: ClassVar = {"invited_by": "person"}
    actions = ("make_owner", "remove")

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Membership]:
        """Bring people, organisations and roles along."""
        return with_roles(super().get_queryset(request)).select_related("organisation")

    @admin.display(description="roles")
    def roles(self, row: models.Membership) -> str:
        """Name the member's roles there."""
        return roles_held(row)

    @admin.action(description="Hand the organisation over to this member", permissions=["change"])
    def make_owner(self, request: HttpRequest, rows: QuerySet[models.Membership]) -> None:
        """Make each chosen member the owner; whoever owned it stays in the next lower role."""
        actor, at = actor_of_staff(request), clock.now()
        shown_at = signed_in_at(request)
        self.apply_to_each(
            request,
            rows,
            lambda row: transfer_ownership(
                organisation_id=row.organisation_id,
                user_id=row.user_id,
                actor=actor,
                at=at,
                shown_at=shown_at,
            ),
            "Handed over",
        )

    @admin.action(description="Remove from the organisation", permissions=["change"])
    def remove(self, request: HttpRequest, rows: QuerySet[models.Membership]) -> None:
        """Remove the chosen members, with their roles and everything in their care."""
        actor, at = actor_of_staff(request), clock.now()
        shown_at = signed_in_at(request)
        self.apply_to_each(
            request,
            rows,
            lambda row: remove_member(
                organisation_id=row.organisation_id,
                user_id=row.user_id,
                actor=actor,
                at=at,
                shown_at=shown_at,
            ),
            "Removed",
        )
