"""Staff screen of credentials: seen and revoked. Issuing shows a secret, which is for the partner's own eyes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.screens import MadeElsewhere, UseCaseAdmin
from riz.operations.staff.states import format_state

from .. import models
from ..domain import policies
from ..use_cases.revoke_credential import revoke_credential


@admin.register(models.PartnerCredential)
class PartnerCredentialAdmin(MadeElsewhere, UseCaseAdmin):
    """Credentials of partners' programs; never its secret, nor the hash of it."""

    create_action = change_action = policies.ADMINISTER
    list_display = ("client_id", "partner", "label", "condition", "created_at", "last_used_at", "expires_at")  # fmt: skip
    names: ClassVar = {"created_by": "person"}
    list_select_related = ("partner",)
    search_fields = ("=client_id", "partner__name__istartswith")
    search_help_text = "A client id, or the beginning of a partner's name"
    fields = readonly_fields = (
        *list_display,
        "scopes",
        "rate_limit_per_minute",
        "allowed_networks",
        "created_by",
        "revoked_at",
    )
    ordering = ("-id",)
    actions = ("revoke",)

    @admin.display(description="status")
    def condition(self, row: models.PartnerCredential) -> str:
        """Tell what it is good for."""
        return format_state(code := row.status(clock.now()).value, code.lower())

    @admin.action(description="Revoke at once", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[models.PartnerCredential]) -> None:
        """End each of the chosen ones."""
        actor, at = actor_of_staff(request), clock.now()

        def revoke(row: models.PartnerCredential) -> None:
            revoke_credential(partner_id=row.partner_id, credential_id=row.id, actor=actor, at=at)

        self.apply_to_each(request, queryset, revoke, "Revoked")

    revoke.applies_to = lambda row: row.revoked_at is None  # type: ignore[attr-defined]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of those who decide for the portal, everybody may revoke; the terms stay."""
        return obj is None and super().has_change_permission(request)
