"""The base of screens whose rows only use cases write."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin


class LedgerAdmin(ModelAdmin):
    """Rows to search and read: none is added, changed or deleted here."""

    show_full_result_count = False
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Use cases add rows."""
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing about money is deleted."""
        del request, obj
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Every field is only to be read."""
        del request, obj
        return [field.name for field in self.model._meta.fields] + list(self.readonly_fields)  # noqa: SLF001 - Django's documented Meta API
