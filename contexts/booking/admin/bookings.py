"""Staff screens of booking. Rows are never edited: actions call the use cases that REST calls."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import RangeDateFilter

from riz import clock
from riz.errors import RizError
from riz.money import Money
from riz.operations.staff import actor_of_staff
from riz.operations.staff.forms import ReasonForm, reason_of
from riz.operations.staff.instants import HOME_ZONE, format_instant, zone_named
from riz.operations.staff.refusals import show_refusal
from riz.operations.staff.screens import RecordAdmin, RecordInline
from riz.operations.staff.tables import NOTHING
from riz.policies import visible
from riz.queryset_filters import within

from .. import models
from ..contracts import BookingStatus, PayablePurpose, PayableStatus
from ..domain import policies
from ..domain.states import TRANSITIONS, Action
from ..queries import OF_ITEMS
from ..use_cases.cancel_booking import cancel_booking

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
        counts = (
            (row.adults, "adult", "adults"),
            (row.children, "child", "children"),
            (row.infants, "infant", "infants"),
        )
        return ", ".join(
            f"{count} {one if count == 1 else many}" for count, one, many in counts if count
        )

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


class ShareInline(PartInline):
    """Payments that are asked for a booking, and those that came; of one for a whole order, the booking's share."""

    model = models.PayableShare
    verbose_name_plural = "payments"
    currency = "booking.currency"
    labels: ClassVar = {"amount_minor": "amount", "refund_due_minor": "goes back"}
    fields = ("purpose", "status", "due", "amount_minor", "refund_due_minor")

    @admin.display(description="purpose")
    def purpose(self, row: models.PayableShare) -> str:
        """Write what is paid."""
        return row.payable.get_purpose_display()

    @admin.display(description="status")
    def status(self, row: models.PayableShare) -> str:
        """Write how far it is."""
        return row.payable.get_status_display()

    @admin.display(description="due")
    def due(self, row: models.PayableShare) -> str:
        """Write until when it is to be paid, by the clock of the place."""
        return format_instant(row.payable.due_at, zone_named(row.booking.time_zone, HOME_ZONE))

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.PayableShare]:
        """Read the payables with the shares, the earliest first."""
        rows: QuerySet[models.PayableShare] = super().get_queryset(request)
        return rows.select_related("payable", "booking").order_by("payable__created_at", "id")


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
        "payables__purpose__exact": PayablePurpose.BALANCE.value,
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
    inlines = (AuditInline, ItemInline, CustomerInline, ShareInline, RefundInline, VersionInline)
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
        waits = {*_about_to_end(clock.now()), *_overdue(clock.now())}
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
        return format_instant(ends, zone_named(row.time_zone, HOME_ZONE)) if ends else NOTHING

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
    # Nothing but holds names one.
    is_called_by_others = True
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
        if visibility.everything:
            return rows
        seen = within(visibility, organisation="seller_id", assets=(OF_ITEMS,))
        others = models.Booking.objects.filter(~seen, order_id=OuterRef("pk"))
        return rows.filter(~Exists(others))
