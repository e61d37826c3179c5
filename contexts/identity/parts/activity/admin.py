"""Staff screen of the activity log."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from riz.operations.staff.screens import ReadOnly, StaffAdmin

from . import models
from .contracts import Action


class ActionFilter(admin.SimpleListFilter):
    """Narrows the log to one kind of entry, without counting the kinds in the table."""

    title = "action"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer every kind there is."""
        del request, model_admin
        return [(action.value, action.value.replace("_", " ").capitalize()) for action in Action]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[models.SecurityEvent]
    ) -> QuerySet[models.SecurityEvent]:
        del request
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(models.SecurityEvent)
class SecurityEventAdmin(ReadOnly, StaffAdmin):
    """The log of everything that happened to accounts: read, searched, never changed."""

    list_display = ("at", "action", "user", "actor", "ip", "resource_type", "resource_id")
    list_filter = (ActionFilter,)
    list_select_related = ("user",)
    search_fields = ("user__email", "actor", "ip")
    fields = readonly_fields = (*list_display, "metadata")
    ordering = ("-id",)
    codes = ("action", "resource_type")
    names: ClassVar = {"actor": ("person", "partner"), "resource_id": "*", "metadata": "*"}
    labels: ClassVar = {"resource_type": "kind of thing", "resource_id": "what it happened to"}
