"""Staff screen of invitations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from riz import clock
from riz.operations.staff import actor_of_staff

from .. import models
from ..use_cases.invite_member import invite_member
from ..use_cases.withdraw_invitation import withdraw_invitation
from .refusal_aware import OrganisationAdminBase
from .role_choices import RoleForm


class InvitationForm(RoleForm):
    """The person to invite, and the role."""

    class Meta:
        model = models.Invitation
        fields: ClassVar = ["organisation", "email"]

    def _get_validation_exclusions(self) -> set[str]:
        # An open invitation to the same address is no fault: the new one takes its place.
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclusions | {"email"}


class StateFilter(admin.SimpleListFilter):
    """Invitations that wait for an answer."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        del request, model_admin
        return [("open", "open")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[models.Invitation]
    ) -> QuerySet[models.Invitation]:
        del request
        if self.value() == "open":
            return models.Invitation.objects.pending(clock.now()) & queryset
        return queryset


@admin.register(models.Invitation)
class InvitationAdmin(OrganisationAdminBase):
    """Invitations into organisations; the link is in the mail alone."""

    form = InvitationForm
    list_display = (
        "email", "organisation", "roles", "created_at", "expires_at", "accepted_at", "declined_at", "withdrawn_at",
    )  # fmt: skip
    codes = ("roles",)
    list_filter = (StateFilter,)
    list_select_related = ("organisation",)
    search_fields = ("email", "organisation__name")
    search_help_text = "An address, or the name of an organisation"
    autocomplete_fields = ("organisation",)
    actions = ("withdraw",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Ask what asking takes; show all of what was asked."""
        del request
        return (*self.list_display, "invited_by") if obj else ("organisation", "email", "role", "own_role")  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An invitation is withdrawn and another one sent."""
        return obj is None and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep the invitation on record."""
        del request, obj
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: models.Invitation,
        form: InvitationForm,
        change: bool,  # noqa: FBT001
    ) -> None:
        del change
        asked = invite_member(
            organisation_id=obj.organisation_id,
            email=obj.email,
            roles=[form.cleaned_data["code"]],
            actor=actor_of_staff(request),
            at=clock.now(),
        )
        obj.id = asked.id

    @admin.action(description="Withdraw", permissions=["change"])
    def withdraw(self, request: HttpRequest, rows: QuerySet[models.Invitation]) -> None:
        """Withdraw the chosen invitations."""
        actor, at = actor_of_staff(request), clock.now()
        self.apply_to_each(
            request,
            rows,
            lambda row: withdraw_invitation(
                organisation_id=row.organisation_id, invitation_id=row.id, actor=actor, at=at
            ),
            "Withdrawn",
        )

    withdraw.applies_to = lambda row: not (row.accepted_at or row.declined_at or row.withdrawn_at)  # type: ignore[attr-defined]
