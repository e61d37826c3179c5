"""Staff screens of inventory. Nothing is edited in place: actions call the use cases that REST and events call."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.forms import ActionForm

from riz import clock
from riz.errors import RizError
from riz.money import Money
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actions import use_case_action
from riz.operations.staff.forms import AmountField, to_money
from riz.operations.staff.instants import HOME_ZONE, format_instant
from riz.operations.staff.names import names_of_kind
from riz.operations.staff.refusals import show_refusal
from riz.operations.staff.screens import RecordAdmin, RecordInline
from riz.policies import visible
from riz.queryset_filters import within

from . import models
from .contracts import HoldState, ResourceKind
from .domain import policies
from .use_cases.change_dates import DateChange, change_dates
from .use_cases.release_hold import release_hold


class StockAdmin(RecordAdmin):
    """A screen to look and act on, never to edit rows; staff of one seller see that seller's."""

    seller_path = "seller_id"
    item_path = "item_id"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Narrow to the sellers whose stock the member of staff manages."""
        actor = actor_of_staff(request)
        rows: QuerySet[Any] = super().get_queryset(request)
        visibility = visible(actor, policies.READ_STOCK)
        stock = within(visibility, organisation=self.seller_path, assets=(self.item_path,))
        return rows.filter(stock) if visibility.everything else rows.filter(stock).distinct()


@admin.register(models.Resource)
class ResourceAdmin(StockAdmin):
    """Things as stock."""

    known_as = "stock"
    is_called_by_others = True
    names: ClassVar = {"item_id": "offer", "seller_id": "organisation"}
    words: ClassVar = {"is_open": ("Open", "Closed")}
    labels: ClassVar = {"item_id": "offer", "is_open": "sale"}
    list_display = (
        "item_id", "starts_at", "kind", "seller_id", "capacity", "base_price", "is_open", "updated_at",
    )  # fmt: skip
    list_filter = ("kind", "is_open")
    search_fields = ("id__exact", "item_id__exact", "seller_id__exact")
    search_help_text = "What is sold, or its seller"
    found_by_name: ClassVar = {"item_id": "{}", "seller_id": "{}"}
    ordering = ("-item_id", "starts_at")

    def names_of(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return what catalog calls them, and when they start."""
        rows = list(models.Resource.objects.filter(pk__in=ids))
        names = names_of_kind("offer", {row.item_id for row in rows})
        return {
            row.pk: f"{name}, {row.starts_at:%H:%M}" if row.starts_at else name
            for row in rows
            if (name := names.get(row.item_id))
        }

    @admin.display(description="base price")
    def base_price(self, row: models.Resource) -> str:
        """Show the price of a stay's night."""
        if row.kind != ResourceKind.STAY:
            return "–"
        return Money(row.base_price_minor, row.currency).format()


class DateActionForm(ActionForm):
    """The form of the actions on dates."""

    value = AmountField(required=False, label="", aria_label="Number or price")


class AboveCapacityFilter(admin.SimpleListFilter):
    """Dates that keep more than their resource has now, because so much is taken."""

    title = "capacity"
    parameter_name = "capacity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        del request, model_admin
        return [("above", "kept above the resource's")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to such dates."""
        del request
        if self.value() == "above":
            return queryset.filter(capacity__gt=F("resource__capacity"))
        return queryset


@admin.register(models.StockDate)
class StockDateAdmin(StockAdmin):
    """The calendar."""

    names: ClassVar = {"resource": "stock"}
    words: ClassVar = {"is_closed": ("Closed", "Open")}
    labels: ClassVar = {"is_closed": "sale"}
    currency = "resource.currency"
    list_display = (
        "date", "resource", "capacity", "held", "sold", "blocked", "free", "price", "is_closed",
    )  # fmt: skip
    list_filter = (
        ("date", RangeDateFilter),
        "resource__kind",
        "is_closed",
        AboveCapacityFilter,
    )
    list_filter_submit = True
    list_select_related = ("resource",)
    search_fields = ("resource__id__exact",)
    search_help_text = "What is sold"
    found_by_name: ClassVar = {"resource": "{}"}
    readonly_fields = ("free", "price")
    ordering = ("date", "resource")
    seller_path = "resource__seller_id"
    item_path = "resource__item_id"
    action_form = DateActionForm
    actions = ("close_dates", "open_dates", "block", "set_price")

    @admin.display(description="price")
    def price(self, row: models.StockDate) -> str:
        """Show the price of a unit, and whether it is this date's own."""
        if row.resource.kind != ResourceKind.STAY:
            return "–"
        own = row.price_override_minor
        minor = row.resource.base_price_minor if own is None else own
        text = Money(minor, row.resource.currency).format()
        return text if own is None else f"{text} (own)"

    @admin.action(description="Close for sale", permissions=["change"])
    def close_dates(self, request: HttpRequest, rows: QuerySet[models.StockDate]) -> None:
        """Sell no more on these dates."""
        self._change(request, rows, DateChange(is_closed=True), "Closed")

    @admin.action(description="Open for sale", permissions=["change"])
    def open_dates(self, request: HttpRequest, rows: QuerySet[models.StockDate]) -> None:
        """Sell on these dates again."""
        self._change(request, rows, DateChange(is_closed=False), "Opened")

    @admin.action(description="Block this many", permissions=["change"])
    def block(self, request: HttpRequest, rows: QuerySet[models.StockDate]) -> None:
        """Keep a number back from sale."""
        value = self._value(request)
        if value is not None:
            self._change(request, rows, DateChange(blocked=int(value)), f"Blocked {value:f}")

    @admin.action(description="Set the price (0: base price again)", permissions=["change"])
    def set_price(self, request: HttpRequest, rows: QuerySet[models.StockDate]) -> None:
        """Give these dates a price of their own, in the currency of each."""
        value = self._value(request)
        if value is None:
            return
        for currency in sorted(set(rows.values_list("resource__currency", flat=True))):
            try:
                price = to_money(value, currency)
            except forms.ValidationError as fault:
                self.message_user(request, fault.message, "ERROR")
                return
            change = DateChange(own_price=price or None)
            self._change(request, rows.filter(resource__currency=currency), change, "Priced")

    def _value(self, request: HttpRequest) -> Decimal | None:
        form = DateActionForm(request.POST)
        form.fields["action"].choices = self.get_action_choices(request)
        if form.is_valid() and form.cleaned_data["value"] is not None:
            return Decimal(form.cleaned_data["value"])
        self.message_user(request, "Write a number beside the action.", "ERROR")
        return None

    def _change(
        self,
        request: HttpRequest,
        rows: QuerySet[models.StockDate],
        change: DateChange,
        done: str,
    ) -> None:
        dates = list(rows)
        try:
            count = change_dates(
                dates=[row.pk for row in dates],
                change=change,
                actor=actor_of_staff(request),
                at=clock.now(),
            )
        except RizError as refusal:
            show_refusal(request, refusal)
            return
        for row in dates:
            self.log_change(request, row, done)
        self.message_user(request, f"{done}: {count} date{pluralize(count)}.")


@admin.register(models.StockDifference)
class StockDifferenceAdmin(StockAdmin):
    """Dates whose counters are not what holds and sales add up to."""

    names: ClassVar = {"resource": "stock"}
    waiting: ClassVar = {"dates whose counters differ from what was held and sold": {}}
    list_display = (
        "date", "resource", "held", "held_by_lines", "sold", "sold_by_lines", "free", "found_at",
    )  # fmt: skip
    list_select_related = ("resource",)
    ordering = ("date", "resource")
    seller_path = "resource__seller_id"
    item_path = "resource__item_id"


class HoldLineInline(RecordInline):
    """The lines of a hold."""

    model = models.HoldLine
    names: ClassVar = {"resource": "stock"}
    fields = ("resource", "first_date", "end_date", "quantity")

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.HoldLine]:
        """Leave out what the same hold holds of sellers whose stock the member of staff does not manage."""
        rows: QuerySet[models.HoldLine] = super().get_queryset(request)
        visibility = visible(actor_of_staff(request), policies.READ_STOCK)
        return rows.filter(
            within(visibility, organisation="resource__seller_id", assets=("resource__item_id",))
        )


@admin.register(models.Hold)
class HoldAdmin(StockAdmin):
    """Holds and sales."""

    known_as = "hold"
    names: ClassVar = {"requester": ("order", "booking", "person")}
    list_display = ("requester", "state", "placed_at", "expires_at", "changed_at")
    list_filter = ("state", ("expires_at", RangeDateFilter))
    list_filter_submit = True
    search_fields = ("=id", "requester__startswith")
    search_help_text = "The reference of a booking"
    found_by_name: ClassVar = {"requester": "order:{}"}
    ordering = ("-placed_at",)
    inlines = (HoldLineInline,)
    seller_path = "lines__resource__seller_id"
    item_path = "lines__resource__item_id"
    actions = ("release",)

    release = use_case_action(
        release_hold,
        key="hold_id",
        says="Release",
        done="Released",
        applies_to=lambda row: row.state == HoldState.HELD,
    )

    def names_of(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return when they were placed."""
        placed = self.model._default_manager.filter(pk__in=ids).values_list("pk", "placed_at")  # noqa: SLF001 - Django's documented API
        return {pk: f"Hold of {format_instant(at, HOME_ZONE)}" for pk, at in placed}
