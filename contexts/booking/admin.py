"""Staff screens of booking. Rows are never edited: actions call the use cases that REST calls."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import RangeDateFilter

from riz import clock
from riz.errors import RizError
from riz.operations.staff import actor_of_staff
from riz.operations.staff.forms import ReasonForm, reason_of
from riz.operations.staff.refusals import show_refusal
from riz.operations.staff.screens import RecordAdmin, RecordInline, RefusalAwareAdmin
from riz.policies import visible
from riz.queryset_filters import within

from . import models
from .contracts import BookingStatus
from .domain import policies
from .domain.states import TRANSITIONS, Action
from .use_cases.cancel_booking import cancel_booking

_PEOPLE = ("person", "partner")


class PartInline(RecordInline):
    """Something that belongs to a booking and is never edited."""

    tab = True


class ItemInline(PartInline):
    """The items of a booking."""

    model = models.BookingItem
    currency = "booking.currency"
    fields = ("name", "quantity", "price_minor", "tax_rate_basis_points", "tax_minor")


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
    return {"status__exact": BookingStatus.ON_HOLD.value, "hold_expires_at__lt": ends}


@admin.register(models.Booking)
class BookingAdmin(RecordAdmin):
    """Orders of the sellers that the member of staff reads bookings of."""

    list_display = (
        "reference", "item_name", "contact_name", "start_date", "status", "payment_status",
        "total_minor", "channel", "created_at",
    )  # fmt: skip
    known_as = "booking"
    names: ClassVar = {
        "created_by": _PEOPLE, "seller_id": "organisation", "item_id": "offer", "stock_lines": "offer",
        "payable_id": "payable", "hold_id": "hold",
    }  # fmt: skip
    zones: ClassVar = {"travel_starts_at": "time_zone"}
    technical = ("version",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "reference",
                    "status",
                    "reason",
                    "payment_status",
                    "kind",
                    "item_id",
                    "seller_id",
                )
            },
        ),
        (
            "Journey",
            {
                "fields": (
                    "start_date",
                    "end_date",
                    "travel_starts_at",
                    "adults",
                    "children",
                    "infants",
                )
            },
        ),
        (
            "Customer",
            {
                "fields": (
                    "contact_name",
                    "contact_email",
                    "contact_phone",
                    "created_by",
                    "source",
                    "channel",
                )
            },
        ),
        (
            "Money",
            {
                "fields": (
                    "total_minor",
                    "paid_minor",
                    "refund_due_minor",
                    "refunded_minor",
                    "refund_failed_minor",
                    "payable_id",
                    "refund_tiers",
                )
            },
        ),
        ("Stock", {"fields": ("hold_id", "hold_expires_at", "hold_was_extended", "stock_lines")}),
        ("State", {"fields": ("created_at", "updated_at", "version")}),
    )
    found_by_name: ClassVar = {"seller_id": "{}"}
    waiting: ClassVar = {
        "bookings whose unpaid hold ends within the hour": _about_to_end,
        "bookings whose refund could not be sent": {"refund_failed_minor__gt": 0},
    }
    list_filter = (
        "status",
        "payment_status",
        "kind",
        "source",
        "channel",
        ("start_date", RangeDateFilter),
        ("created_at", RangeDateFilter),
    )
    list_filter_submit = True
    search_fields = ("reference__iexact", "contact_email__iexact", "seller_id__exact")
    search_help_text = "A whole reference or email address, or a seller"
    ordering = ("-created_at",)
    inlines = (AuditInline, ItemInline, CustomerInline, VersionInline)
    action_form = ReasonForm
    actions = ("cancel",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Booking]:
        """Narrow to the sellers whose bookings the member of staff reads."""
        actor = actor_of_staff(request)
        rows: QuerySet[models.Booking] = super().get_queryset(request)
        visibility = visible(actor, policies.READ_AUDIT)
        return rows.filter(within(visibility, organisation="seller_id", assets=("item_id",)))

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


@admin.register(models.CancellationTier)
class CancellationTierAdmin(RefusalAwareAdmin):
    """Terms of new bookings; those of sold ones stay. A source without any has 168 h 100 %, 48 h 50 %."""

    list_display = ("source", "hours_before", "refund_percent", "is_active")
    words: ClassVar = {"is_active": ("In force", "Not in force")}
    labels: ClassVar = {"is_active": "in force"}
    when_empty = "Every source has the usual terms: all goes back until 168 hours before the journey, half until 48 hours."
    list_filter = ("source", "is_active")
    ordering = ("source", "-hours_before")
