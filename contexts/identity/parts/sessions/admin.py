"""Staff screen of sessions."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from riz import clock
from riz.operations.staff import actor_of_staff
from riz.operations.staff.screens import MadeElsewhere, StaffAdmin

from . import models
from .use_cases.end_session import end_session


@admin.register(models.Session)
class SessionAdmin(MadeElsewhere, StaffAdmin):
    """Who is signed in from where; a session can only be ended."""

    list_display = (
        "user", "impersonator", "reason", "ip", "user_agent", "methods", "created_at", "last_used_at", "expires_at",
        "revoked_at", "revoked_reason",
    )  # fmt: skip
    list_filter = (
        ("revoked_at", admin.EmptyFieldListFilter),
        ("impersonator", admin.EmptyFieldListFilter),
    )
    list_select_related = ("user", "impersonator")
    search_fields = ("user__email", "ip")
    fields = readonly_fields = list_display
    ordering = ("-id",)
    actions = ("end",)

    @admin.action(description="End", permissions=["change"])
    def end(self, request: HttpRequest, rows: QuerySet[models.Session]) -> None:
        """End the chosen sessions."""
        actor, at = actor_of_staff(request), clock.now()
        for row in rows:
            end_session(session_id=row.id, reason="ended_by_staff", actor=actor, at=at)
        self.message_user(request, "The sessions are ended.")
