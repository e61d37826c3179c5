"""Staff screen of sessions."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from riz.operations.staff.actions import use_case_action
from riz.operations.staff.screens import MadeElsewhere, RefusalAwareAdmin

from . import models
from .use_cases.end_session import end_session


@admin.register(models.Session)
class SessionAdmin(MadeElsewhere, RefusalAwareAdmin):
    """Sessions and where people are signed in from; a session can only be ended."""

    list_display = ("user", "impersonator", "ip", "user_agent", "last_used_at", "expires_at", "revoked_at")  # fmt: skip
    codes = ("methods", "revoked_reason")
    labels: ClassVar = {"revoked_at": "ended at", "revoked_reason": "ended because"}
    list_filter = (
        ("revoked_at", admin.EmptyFieldListFilter),
        ("impersonator", admin.EmptyFieldListFilter),
    )
    list_select_related = ("user", "impersonator")
    search_fields = ("user__email", "ip")
    fields = readonly_fields = (
        "user", "impersonator", "reason", "ip", "user_agent", "methods", "created_at", "last_used_at", "expires_at",
        "revoked_at", "revoked_reason",
    )  # fmt: skip
    ordering = ("-id",)
    actions = ("end",)

    end = use_case_action(
        end_session,
        key="session_id",
        says="End",
        done="Ended",
        applies_to=lambda row: row.revoked_at is None,
        reason="ended_by_staff",
    )
