"""Staff screen of the access log: a table of millions, of which only the first pages are ever counted."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from riz.operations.staff.screens import ReadOnly, StaffAdmin

from .. import models

MOST_COUNTED = 5_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # it takes none at run time
    """Counts so far and no further: who looks for something older narrows the list."""

    @cached_property
    def count(self) -> int:
        """Count the rows, or as many as are offered."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[:MOST_COUNTED].count()


class StatusClassFilter(admin.SimpleListFilter):
    """Narrows the log to how requests were answered."""

    title = "answer"
    parameter_name = "status_class"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer every kind there is."""
        del request, model_admin
        return [("2", "2xx"), ("3", "3xx"), ("4", "4xx"), ("5", "5xx")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[models.PartnerAccess]
    ) -> QuerySet[models.PartnerAccess]:
        del request
        return queryset.filter(status_class=self.value()) if self.value() else queryset


@admin.register(models.PartnerAccess)
class PartnerAccessAdmin(ReadOnly, StaffAdmin):
    """Calls of partners' programs: read, never changed. A partner's own screen leads to its part of it."""

    list_display = ("at", "partner", "credential", "method", "endpoint", "status", "latency_ms", "ip")  # fmt: skip
    list_filter = (StatusClassFilter,)
    linked_by = ("partner__id__exact",)
    list_select_related = ("partner", "credential")
    search_fields = ("=request_id",)
    search_help_text = "The id of a request"
    fields = readonly_fields = (*list_display, "request_id")
    technical = ("request_id",)
    when_empty = "No partner's program has called yet."
    paginator = CappedPaginator

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Show the latest first, in the order of the index that serves the list."""
        return ("-at", "-id") if "partner__id__exact" in request.GET else ("-id",)
