"""Staff screens of profiles and of what people asked about their data: read, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from riz.operations.staff.screens import ReadOnly, StaffAdmin
from riz.work.admin import RepeatsWork

from . import models
from .contracts import ErasureState, ExportState


class _OfPeople(ReadOnly, StaffAdmin):
    """A screen that shows."""

    ordering = ("-pk",)
    search_fields = ("user__email",)
    list_select_related = ("user",)


@admin.register(models.Profile)
class ProfileAdmin(_OfPeople):
    """Facts that people state about themselves; whom to call for them stays sealed."""

    list_display = ("user", "home_place", "updated_at")
    fields = readonly_fields = ("user", "bio", "home_place", "languages", "version", "updated_at")


@admin.register(models.Preferences)
class PreferencesAdmin(_OfPeople):
    """How people like to travel and to be told."""

    list_display = ("user", "budget_level", "updated_at")
    list_filter = ("budget_level",)
    fields = readonly_fields = (
        "user", "budget_level", "travel_styles", "dietary_needs", "accessibility_needs",
        "notification_channels", "notification_kinds", "shown", "version", "updated_at",
    )  # fmt: skip


@admin.register(models.DataExport)
class DataExportAdmin(RepeatsWork, _OfPeople):
    """Exports of people's data, and how far they are; what it holds is theirs alone."""

    list_display = ("user", "state", "attempts", "requested_at", "ready_at", "expires_at")
    list_filter = ("state",)
    waiting: ClassVar = {
        "exports of personal data that failed": {"state__exact": ExportState.FAILED.value}
    }
    technical = ("next_attempt_at", "last_error")
    fields = readonly_fields = (*list_display, "next_attempt_at", "last_error")


@admin.register(models.Erasure)
class ErasureAdmin(_OfPeople):
    """Whose account is erased when, and what stood in the way."""

    list_display = ("user", "state", "requested_at", "due_at", "ended_at", "refused_because")
    list_filter = ("state",)
    waiting: ClassVar = {"accounts that are to be erased": {"state__exact": ErasureState.DUE.value}}
    fields = readonly_fields = list_display
