"""Staff screens of booking. Rows are never edited: actions call the use cases that REST calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from riz import clock
from riz.clock import zone
from riz.errors import RizError
from riz.money import HOME_CURRENCY, Money
from riz.operations.staff import actor_of_staff
from riz.operations.staff.actors import organisations_of_riz
from riz.operations.staff.forms import AmountField, ReasonForm, reason_of, to_money
from riz.operations.staff.instants import format_instant
from riz.operations.staff.names import Names, ids_called
from riz.operations.staff.refusals import show_refusal
from riz.operations.staff.screens import RecordAdmin, RecordInline, RefusalAwareAdmin, StaffInline
from riz.operations.staff.tables import NOTHING
from riz.policies import Visibility, allows, require, visible
from riz.queryset_filters import within

from . import models
from .contracts import BookingStatus, ChargeKind, PayableStatus
from .domain import policies
from .domain.states import TRANSITIONS, Action
from .queries import OF_ITEMS
from .use_cases.cancel_booking import cancel_booking

_PEOPLE = ("person", "partner")


class PartInline(RecordInline):
    """Something that belongs to a booking and is never edited."""

    tab = True


class ItemInline(PartInline):
    """The things that a booking is of, with their prices line by line."""

    model = models.BookingItem
    currency = "booking.currency"
    names: ClassVar = {"item_id": "offer"}
    labels: ClassVar = {"item_id": "thing", "total_minor": "total"}
    fields = (
        "item_id", "state", "start_date", "end_date", "start_time", "quantity", "party", "price",
        "total_minor",
    )  # fmt: skip

    @admin.display(description="party")
    def party(self, row: models.BookingItem) -> str:
        """Write who takes part."""
        counts = {"adults": row.adults, "children": row.children, "infants": row.infants}
        return ", ".join(f"{count} {who}" for who, count in counts.items() if count)

    @admin.display(description="price before tax")
    def price(self, row: models.BookingItem) -> str:
        """Write the lines of the price."""
        currency = row.booking.currency
        return format_html_join(
            "",
            "<div>{} × {}{}, {} + {} tax</div>",
            (
                (
                    line.quantity,
                    line.name,
                    f", {line.date:%d %b}" if line.date else "",
                    Money(line.price_minor, currency).format(),
                    Money(line.tax_minor, currency).format(),
                )
                for line in row.lines.all()
            ),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.BookingItem]:
        """Read the lines with the items."""
        rows: QuerySet[models.BookingItem] = super().get_queryset(request)
        return rows.select_related("booking").prefetch_related("lines")


class RefundInline(PartInline):
    """Money that went back, or is on its way."""

    model = models.BookingRefund
    currency = "booking.currency"
    labels: ClassVar = {"amount_minor": "amount"}
    fields = ("created_at", "amount_minor", "status")


class PayableInline(RecordInline):
    """Payments that are asked for an order, and those that came."""

    model = models.OrderPayable
    currency = "order.currency"
    names: ClassVar = {"id": "payable", "payer_id": "person"}
    labels: ClassVar = {"amount_minor": "amount", "refunded_minor": "went back"}
    fields = ("id", "purpose", "amount_minor", "status", "due_at", "paid_at", "refunded_minor")


class OrderedInline(RecordInline):
    """The bookings of an order."""

    model = models.Booking
    labels: ClassVar = {"total_minor": "total", "paid_minor": "paid"}
    names: ClassVar = {"seller_id": "organisation"}
    fields = ("reference", "title", "seller_id", "status", "total_minor", "paid_minor")


class CustomerInline(PartInline):
    """The travellers; documents stay masked."""

    model = models.Customer
    fields = ("full_name", "traveller_kind", "email", "phone", "id_kind", "id_number_masked")


class AuditInline(PartInline):
    """The audit of a booking."""

    model = models.AuditEntry
    verbose_name_plural = "timeline"
    codes = ("action",)
    names: ClassVar = {"actor": _PEOPLE}
    fields = ("at", "action", "from_status", "to_status", "actor", "reason")


class VersionInline(PartInline):
    """The whole booking after each change."""

    model = models.BookingVersion
    currency = "booking.currency"
    names: ClassVar = {
        "created_by": _PEOPLE,
        "snapshot": (*_PEOPLE, "organisation", "offer", "payable", "hold"),
    }
    fields = ("version_no", "created_by", "created_at", "snapshot")


def _about_to_end(at: dt.datetime) -> dict[str, object]:
    ends = at.replace(microsecond=0) + dt.timedelta(hours=1)
    return {"status__exact": BookingStatus.ON_HOLD.value, "order__hold_expires_at__lt": ends}


def _overdue(at: dt.datetime) -> dict[str, object]:
    return {
        "payables__status__exact": PayableStatus.OPEN.value,
        "payables__due_at__lt": at.replace(microsecond=0),
    }


@admin.register(models.Booking)
class BookingAdmin(RecordAdmin):
    """Bookings of the sellers that the member of staff reads bookings of."""

    list_display = (
        "reference", "title", "contact", "start_date", "status", "payment_status", "total_minor",
        "created_at",
    )  # fmt: skip
    known_as = "booking"
    names: ClassVar = {"created_by": _PEOPLE, "seller_id": "organisation"}
    technical = ("version",)
    readonly_fields = ("ordered_as", "contact", "came_by", "held")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "reference",
                    "title",
                    "ordered_as",
                    "status",
                    "reason",
                    "payment_status",
                    "seller_id",
                )
            },
        ),
        ("Journey", {"fields": ("start_date", "end_date", "time_zone", "held")}),
        ("Customer", {"fields": ("contact", "created_by", "came_by")}),
        (
            "Money",
            {
                "fields": (
                    "total_minor",
                    "deposit_minor",
                    "balance_due_at",
                    "paid_minor",
                    "refund_due_minor",
                    "refunded_minor",
                    "refund_failed_minor",
                )
            },
        ),
        ("State", {"fields": ("created_at", "updated_at", "version")}),
    )
    found_by_name: ClassVar = {"seller_id": "{}"}
    waiting: ClassVar = {
        "bookings whose unpaid hold ends within the hour": _about_to_end,
        "bookings whose refund could not be sent": {"refund_failed_minor__gt": 0},
        "bookings whose balance is overdue": _overdue,
    }
    list_filter = (
        "status",
        "payment_status",
        "items__kind",
        "order__source",
        "order__channel",
        ("start_date", RangeDateFilter),
        ("created_at", RangeDateFilter),
    )
    list_filter_submit = True
    search_fields = (
        "reference__istartswith", "order__contact_email__iexact", "order__contact_name",
        "order__contact_phone", "seller_id__exact",
    )  # fmt: skip
    search_help_text = (
        "How a reference begins, a name, a whole email address or number, or a seller"
    )
    ordering = ("-created_at",)
    inlines = (AuditInline, ItemInline, CustomerInline, RefundInline, VersionInline)
    action_form = ReasonForm
    actions = ("cancel",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Booking]:
        """Narrow to the sellers whose bookings the member of staff reads."""
        actor = actor_of_staff(request)
        rows: QuerySet[models.Booking] = super().get_queryset(request)
        visibility = visible(actor, policies.READ_AUDIT)
        return rows.select_related("order").filter(
            within(visibility, organisation="seller_id", assets=(OF_ITEMS,))
        )

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Let the first page lead to what waits for somebody."""
        waits = {"order__hold_expires_at__lt", "payables__status__exact", "payables__due_at__lt"}
        return lookup in waits or super().lookup_allowed(lookup, value, request)

    @admin.display(description="order")
    def ordered_as(self, row: models.Booking) -> str:
        """Lead to the order, with all that was ordered together and what is paid for it."""
        page = reverse("admin:booking_order_change", args=[row.order_id])
        return format_html('<a href="{}">{}</a>', page, row.order.reference)

    @admin.display(description="contact")
    def contact(self, row: models.Booking) -> str:
        """Write whom to reach, and how."""
        order = row.order
        return ", ".join(
            filter(None, (order.contact_name, order.contact_email, order.contact_phone))
        )

    @admin.display(description="came by")
    def came_by(self, row: models.Booking) -> str:
        """Write through whom and by which way it came."""
        return f"{row.order.get_source_display()}, {row.order.get_channel_display()}"

    @admin.display(description="stock held until")
    def held(self, row: models.Booking) -> str:
        """Write when the hold of its stock ends, if it waits for payment."""
        ends = row.order.hold_expires_at
        return format_instant(ends, zone(row.time_zone)) if ends else NOTHING

    @admin.action(description="Cancel with this reason", permissions=["change"])
    def cancel(self, request: HttpRequest, rows: QuerySet[models.Booking]) -> None:
        """Cancel the chosen bookings, each as its terms say."""
        if not (reason := reason_of(request)):
            return
        for row in rows:
            self._cancel(request, row, reason)

    cancel.applies_to = lambda row: (row.status, Action.CANCEL) in TRANSITIONS  # type: ignore[attr-defined]

    def _cancel(self, request: HttpRequest, row: models.Booking, reason: str) -> None:
        try:
            booking = cancel_booking(
                booking_id=row.id, actor=actor_of_staff(request), reason=reason, at=clock.now()
            )
        except RizError as refusal:
            show_refusal(request, refusal)
            return
        refund = booking.refund_due.format()
        self.message_user(request, f"{booking.reference} is cancelled; {refund} goes back.")


@admin.register(models.Order)
class OrderAdmin(RecordAdmin):
    """Bookings that were ordered together, and how they are paid for."""

    list_display = ("reference", "contact_name", "contact_email", "source", "channel", "created_at")
    known_as = "order"
    names: ClassVar = {"created_by": _PEOPLE, "hold_id": "hold"}
    labels: ClassVar = {"trip_id": "journey"}
    fieldsets = (
        (None, {"fields": ("reference", "created_by", "source", "channel", "created_at")}),
        ("Contact", {"fields": ("contact_name", "contact_email", "contact_phone")}),
        ("Stock", {"fields": ("hold_id", "hold_expires_at", "hold_was_extended")}),
    )
    search_fields = ("reference__istartswith", "contact_email__iexact", "contact_name")
    search_help_text = "How a reference begins, a name or a whole email address"
    ordering = ("-created_at",)
    inlines = (OrderedInline, PayableInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Order]:
        """Keep the orders of which all was sold by those whose bookings the member of staff reads."""
        rows: QuerySet[models.Order] = super().get_queryset(request)
        visibility = visible(actor_of_staff(request), policies.READ_AUDIT)
        seen = within(visibility, organisation="seller_id", assets=(OF_ITEMS,))
        others = models.Booking.objects.exclude(id__in=models.Booking.objects.filter(seen))
        return rows.exclude(id__in=others.values("order_id"))


def _charge_in_words(kind: str, value: int) -> str:
    match kind:
        case ChargeKind.SUM:
            return Money(value, HOME_CURRENCY).format()
        case ChargeKind.NIGHTS:
            return f"{value} night{pluralize(value)}"
        case _:
            return f"{value} %"


class ChargeForm(forms.ModelForm):  # type: ignore[type-arg]  # it takes none at run time
    """A charge as people write it: a sum in major units, percent and nights as whole numbers.

    Attributes:
        kind, value: the columns of the charge.
    """

    kind: ClassVar[str]
    value: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get(self.kind) == ChargeKind.SUM:
            self.initial[self.value] = Money(self.initial[self.value], HOME_CURRENCY).as_decimal()

    def clean(self) -> dict[str, Any]:
        """Count what the column counts."""
        stated: dict[str, Any] = super().clean() or self.cleaned_data
        if self.kind in stated and stated.get(self.value) is not None:
            try:
                stated[self.value] = self._counted(stated[self.kind], stated[self.value])
            except forms.ValidationError as fault:
                self.add_error(self.value, fault)
        return stated

    def _counted(self, kind: str, value: Decimal) -> int:
        if kind == ChargeKind.SUM:
            return to_money(value, HOME_CURRENCY).amount_minor
        if value % 1 or (kind == ChargeKind.PERCENT and value > 100):  # noqa: PLR2004
            raise forms.ValidationError("This is a whole number, of percent 100 at most.")
        return int(value)


_COUNTED = "Percent of the price, nights, or a sum in rupees."


class TierForm(ChargeForm):
    """A tier, with its charge."""

    kind, value = "charge_kind", "charge_value"
    charge_value = AmountField(label="Charge", help_text=_COUNTED)


class TermsForm(ChargeForm):
    """Terms, with the charge of a no-show."""

    kind, value = "no_show_kind", "no_show_value"
    no_show_value = AmountField(label="No-show", help_text=_COUNTED)

    def clean(self) -> dict[str, Any]:
        """Refuse terms of a thing without its seller."""
        stated = super().clean()
        if stated.get("item_id") and not stated.get("seller_id"):
            self.add_error("seller_id", "Choose who sells the thing.")
        return stated


class DepositForm(forms.ModelForm):  # type: ignore[type-arg]
    """A deposit, which is a part of the price."""

    percent = forms.IntegerField(
        label="Deposit in %", min_value=1, max_value=99, widget=UnfoldAdminIntegerFieldWidget()
    )


class TierInline(StaffInline):
    """Costs of cancelling, the longest notice first."""

    model = models.CancellationTier
    form = TierForm
    labels: ClassVar = {"hours_before": "hours before the start", "charge_kind": "counted in"}
    fields = ("hours_before", "charge_value", "charge_kind")
    ordering = ("-hours_before",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever changes the terms drops tiers of them."""
        return bool(self.has_change_permission(request, obj))


class _OfSellers(RefusalAwareAdmin):
    """Rules that a seller states for what it sells; those of all sellers are RIZ's own."""

    names: ClassVar = {"seller_id": "organisation", "item_id": "offer"}
    labels: ClassVar = {"seller_id": "seller", "item_id": "thing", "is_active": "in force"}
    words: ClassVar = {"is_active": ("In force", "Not in force")}
    stated_for: ClassVar[tuple[str, ...]] = ("seller_id", "item_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Narrow to the sellers for whom the member of staff may state them."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(within(self._visibility(request), organisation="seller_id"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        """A rule stays with what it was stated for."""
        return (*self.readonly_fields, *self.stated_for) if obj else self.readonly_fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer sellers for whom the member of staff may state rules, and things by their names."""
        if db_field.name not in self.names:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        is_seller, everything = db_field.name == "seller_id", self._visibility(request).everything
        offered = self._sellers(request) if is_seller else self._things(request)
        return forms.TypedChoiceField(
            label=capfirst(self.labels[db_field.name]),
            required=not db_field.null or (is_seller and not everything),
            choices=[("", "---------"), *offered],
            coerce=UUID,
            empty_value=None,
            help_text=db_field.help_text if everything or not is_seller else "",
            widget=UnfoldAdminSelectWidget(),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Store what is stated for a seller whom the member of staff works for."""
        require(actor_of_staff(request), policies.STATE_TERMS, obj)
        super().save_model(request, obj, form, change)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Hide the rules from who may state none: a list without them would look as if there were none."""
        may = super().has_view_permission(request, obj)
        return may and not self._visibility(request).nothing

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the member of staff may change this one."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or allows(actor_of_staff(request), policies.STATE_TERMS, obj))

    def _visibility(self, request: HttpRequest) -> Visibility:
        return visible(actor_of_staff(request), policies.STATE_TERMS)

    def _sellers(self, request: HttpRequest) -> list[tuple[UUID, str]]:
        seen = self._visibility(request)
        return [
            (seller_id, name)
            for seller_id, name in organisations_of_riz()
            if seen.everything or seller_id in seen.organisations
        ]

    def _things(self, request: HttpRequest) -> list[tuple[UUID, str]]:
        ids = ids_called(request, "", "offer")
        called = Names(request, {"offer": set(ids)})
        return sorted(
            ((each, called.link(each, is_linked=False)) for each in ids), key=itemgetter(1)
        )


@admin.register(models.CancellationTerms)
class CancellationTermsAdmin(_OfSellers):
    """Terms of new bookings; those of sold ones stay. Where none are stated, it's 168 h free, 48 h half."""

    form = TermsForm
    labels: ClassVar = {
        **_OfSellers.labels, "grace_hours": "hours of grace", "no_show_kind": "counted in",
    }  # fmt: skip
    stated_for = ("seller_id", "item_id", "source")
    list_display = (
        "seller_id",
        "item_id",
        "source",
        "costs",
        "no_show",
        "grace_hours",
        "is_active",
    )
    when_empty = "Everything has the usual terms: free until 168 hours before the start, half is kept until 48 hours."
    list_filter = ("source", "is_active")
    fields = (
        ("seller_id", "item_id", "source"), "grace_hours", ("no_show_value", "no_show_kind"),
        "is_active",
    )  # fmt: skip
    ordering = ("seller_id", "item_id", "source")
    inlines = (TierInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.CancellationTerms]:
        """Load the tiers of a page at once."""
        return super().get_queryset(request).prefetch_related("tiers")

    @admin.display(description="what is kept")
    def costs(self, row: models.CancellationTerms) -> str:
        """Write the tiers, the longest notice first."""
        return "; ".join(
            f"{tier.hours_before} h before: {_charge_in_words(tier.charge_kind, tier.charge_value)}"
            for tier in row.tiers.all()
        ) or _charge_in_words(ChargeKind.PERCENT, 100)

    @admin.display(description="no-show")
    def no_show(self, row: models.CancellationTerms) -> str:
        """Write what is kept of who doesn't come."""
        return _charge_in_words(row.no_show_kind, row.no_show_value)


@admin.register(models.DepositRule)
class DepositRuleAdmin(_OfSellers):
    """Deposits that confirm new bookings of a seller. Without a rule, the whole price is paid at once."""

    form = DepositForm
    labels: ClassVar = {**_OfSellers.labels, "balance_due_days": "days until the rest is due"}
    list_display = ("seller_id", "item_id", "deposit", "balance_due_days", "is_active")
    when_empty = "Everything is paid in full when it is booked."
    list_filter = ("is_active",)
    fields = (("seller_id", "item_id"), ("percent", "balance_due_days"), "is_active")
    ordering = ("seller_id", "item_id")

    @admin.display(description="deposit", ordering="percent")
    def deposit(self, row: models.DepositRule) -> str:
        """Write the share of the price."""
        return f"{row.percent} %"
