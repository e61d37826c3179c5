"""Staff screens of profiles and of what people asked about their data: read, never changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from . import models


class _ReadOnly(ModelAdmin):
    """A screen that shows."""

    ordering = ("-pk",)
    search_fields = ("user__email",)
    list_select_related = ("user",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows come from the people themselves."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody decides this for somebody else."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They go with the account."""
        del request, obj
        return False


@admin.register(models.Profile)
class ProfileAdmin(_ReadOnly):
    """What people tell about themselves; whom to call for them stays sealed."""

    list_display = ("user", "home_place", "updated_at")
    fields = readonly_fields = ("user", "bio", "home_place", "languages", "version", "updated_at")


@admin.register(models.Preferences)
class PreferencesAdmin(_ReadOnly):
    """How people like to travel and to be told."""

    list_display = ("user", "budget_level", "updated_at")
    list_filter = ("budget_level",)
    fields = readonly_fields = (
        "user", "budget_level", "travel_styles", "dietary_needs", "accessibility_needs",
        "notification_channels", "notification_kinds", "shown", "version", "updated_at",
    )  # fmt: skip


@admin.register(models.DataExport)
class DataExportAdmin(_ReadOnly):
    """Who asked for their data, and how far that is; what it holds is theirs alone."""

    list_display = ("user", "state", "attempts", "requested_at", "ready_at", "expires_at")
    list_filter = ("state",)
    fields = readonly_fields = (*list_display, "next_attempt_at")


@admin.register(models.Erasure)
class ErasureAdmin(_ReadOnly):
    """Whose account is erased when, and what stood in the way."""

    list_display = ("user", "state", "requested_at", "due_at", "ended_at", "refused_because")
    list_filter = ("state",)
    fields = readonly_fields = list_display
