"""Staff screen of organisations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from .. import models


@admin.register(models.Organisation)
class OrganisationAdmin(ModelAdmin):
    """Sellers, operators and partners. Others keep their ids, so none is ever deleted."""

    list_display = ("name", "slug", "kind", "created_at")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    fields = ("name", "slug", "kind", "created_at")
    ordering = ("-id",)
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The slug stays: addresses are made of it."""
        del request
        return ("slug", "created_at") if obj else ("created_at",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Others keep its id."""
        del request, obj
        return False
