"""Staff screens: events are read, deliveries that were given up can be sent again."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from riz import events
from riz.operations.staff import actor_of_staff
from riz.operations.staff.names import ANYTHING
from riz.operations.staff.screens import ReadOnly, StaffAdmin
from riz.outbox import models, policies, upkeep
from riz.policies import allows


class NameFilter(admin.SimpleListFilter):
    """Events of one name; the choices come from the code, for the table is long."""

    title = "event"
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return every event that the code knows."""
        return [(name, name) for name in sorted(events.all_events())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen ones."""
        return queryset.filter(name=self.value()) if self.value() else queryset


class HandlerFilter(admin.SimpleListFilter):
    """Deliveries to one handler."""

    title = "handler"
    parameter_name = "handler"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return every handler that the code knows."""
        return [(name, name) for name in events.handlers()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen ones."""
        return queryset.filter(handler=self.value()) if self.value() else queryset


class HistoryAdmin(ReadOnly, StaffAdmin):
    """A table that staff look at and never edit."""

    names: ClassVar = {"aggregate_id": ANYTHING, "actor": ("person", "partner")}
    labels: ClassVar = {"aggregate_id": "what it happened to"}
    search_help_text = "An id of an event, a delivery or the thing that it happened to"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find by id alone: indexed at any size."""
        if not search_term:
            return queryset, False
        try:
            sought = UUID(search_term.strip())
        except ValueError:
            return queryset.none(), False
        return queryset.filter(self.matches(sought)), False

    def matches(self, sought: UUID) -> Q:
        """Return what it means to have this id."""
        raise NotImplementedError


@admin.register(models.OutboxEvent)
class OutboxEventAdmin(HistoryAdmin):
    """Events that happened."""

    technical = ("payload", "correlation_id", "traceparent", "aggregate_type", "aggregate_version")
    list_display = ("name", "aggregate_id", "actor", "occurred_at")
    list_filter = (NameFilter,)
    search_fields = ("event_id",)
    ordering = ("-id",)

    def matches(self, sought: UUID) -> Q:
        """Match the event or its aggregate."""
        return Q(event_id=sought) | Q(aggregate_id=sought)


@admin.register(models.Delivery)
class DeliveryAdmin(HistoryAdmin):
    """Deliveries, done and failed."""

    names: ClassVar = {"aggregate_id": ANYTHING}
    waiting: ClassVar = {
        "deliveries that were given up": {"state__exact": models.Delivery.State.DEAD.value}
    }
    technical = ("part", "aggregate_type")
    list_display = ("handler", "event", "aggregate_id", "state", "attempts", "finished_at")
    list_filter = ("state", HandlerFilter)
    list_select_related = ("event",)
    search_fields = ("id",)
    ordering = ("-id",)
    actions: ClassVar = ["redeliver"]

    def matches(self, sought: UUID) -> Q:
        """Match the delivery, its event or the aggregate."""
        return Q(id=sought) | Q(event__event_id=sought) | Q(event__aggregate_id=sought)

    def has_redeliver_permission(self, request: HttpRequest) -> bool:
        """Tell whether the member of staff may look after events."""
        return allows(actor_of_staff(request), policies.REDELIVER)

    @admin.action(description="Send again", permissions=["redeliver"])
    def redeliver(self, request: HttpRequest, queryset: QuerySet[models.Delivery]) -> None:
        """Give the dead among the chosen a new start."""
        count = upkeep.redeliver(
            actor=actor_of_staff(request), ids=list(queryset.values_list("id", flat=True))
        )
        self.message_user(request, f"{count} will be delivered again.", messages.SUCCESS)

    redeliver.applies_to = lambda row: row.state == models.Delivery.State.DEAD  # type: ignore[attr-defined]
