"""Staff screen of organisations."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actions import use_case_action
from riz.operations.staff.forms import ReasonForm

from .. import models
from ..contracts import OrganisationFacts, OrganisationKind, OrganisationStatus
from ..queries import with_roles
from ..use_cases.change_organisation import change_organisation
from ..use_cases.make_organisation import make_organisation
from ..use_cases.set_organisation_active import set_organisation_active
from .members import roles_held
from .refusal_aware import OrganisationAdminBase, ReadOnlyInline

FACTS = ("name", "legal_name", "contact_email", "contact_phone")


class MembershipInline(ReadOnlyInline):
    """The members of the organisation."""

    model = models.Membership
    fields = ("user", "roles", "joined_at")
    verbose_name_plural = "members"

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Membership]:
        """Bring people and their roles along."""
        return with_roles(super().get_queryset(request))

    @admin.display(description="roles")
    def roles(self, row: models.Membership) -> str:
        """Name the member's roles here."""
        return roles_held(row)


class InvitationInline(ReadOnlyInline):
    """The invitations of the organisation."""

    model = models.Invitation
    codes = ("roles",)
    fields = ("email", "roles", "created_at", "expires_at", "accepted_at", "declined_at", "withdrawn_at")  # fmt: skip


class AssignmentInline(ReadOnlyInline):
    """The assignments of the organisation."""

    model = models.Assignment
    names: ClassVar = {"asset_id": ("offer", "destination")}
    fields = ("user", "kind", "asset_id", "assigned_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Assignment]:
        """Bring people along."""
        rows: QuerySet[models.Assignment] = super().get_queryset(request)
        return rows.select_related("user")


@admin.register(models.Organisation)
class OrganisationAdmin(OrganisationAdminBase):
    """Sellers, operators and partners. Others keep their ids, so none is ever deleted; it can be suspended."""

    known_as = "organisation"
    technical = ("version",)
    list_display = ("name", "slug", "kind", "status", "created_at")
    list_filter = ("kind", "status")
    search_fields = ("name", "slug", "legal_name")
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "legal_name")}),
        ("Contact", {"fields": (("contact_email", "contact_phone"),)}),
        ("State", {"fields": ("status", "version", "created_at")}),
    )
    inlines = (MembershipInline, InvitationInline, AssignmentInline)
    action_form = ReasonForm
    actions = ("suspend", "reactivate")
    _facts = ("slug", "status", "version", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Close the kind once it is chosen."""
        del request
        return (*self._facts, "kind") if obj else self._facts

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Show people once there is something that they can belong to."""
        return super().get_inlines(request, obj) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Others keep its id."""
        del request, obj
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: models.Organisation,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Make or change it; its owner is invited on the screen of invitations."""
        del form
        facts = {name: getattr(obj, name) for name in FACTS}
        actor, at = actor_of_staff(request), clock.now()
        if change:
            change_organisation(organisation_id=obj.id, changes=facts, actor=actor, at=at)
            return
        obj.id = self._made(OrganisationFacts(**facts), OrganisationKind(obj.kind), request)

    def _made(self, facts: OrganisationFacts, kind: OrganisationKind, request: HttpRequest) -> UUID:
        made = make_organisation(
            kind=kind, facts=facts, actor=actor_of_staff(request), at=clock.now()
        )
        return made.id

    suspend = use_case_action(
        set_organisation_active,
        key="organisation_id",
        says="Suspend",
        done="Suspended",
        applies_to=lambda row: row.status == OrganisationStatus.ACTIVE,
        longest_reason=200,
        is_active=False,
    )
    reactivate = use_case_action(
        set_organisation_active,
        key="organisation_id",
        says="Reactivate",
        done="Reactivated",
        applies_to=lambda row: row.status != OrganisationStatus.ACTIVE,
        is_active=True,
        reason="",
    )
