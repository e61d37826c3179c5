"""Staff screens of booking. Rows are never edited: actions call the use cases that REST calls."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import RangeDateFilter

from riz import clock
from riz.errors import RizError
from riz.money import Money
from riz.operations.screens import ReasonForm, TellingAdmin, reason_of, tell_refusal
from riz.operations.staff import actor_of_staff
from riz.policies import visible
from riz.queryset_filters import within

from . import models
from .domain import policies
from .use_cases.cancel_booking import cancel_booking


class PartInline(TabularInline):
    """Something that belongs to a booking and is never edited."""

    extra = 0
    can_delete = False
    tab = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Let nothing be written."""
        del request, obj
        return tuple(self.fields)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Use cases add."""
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is edited."""
        del request, obj
        return False


class ItemInline(PartInline):
    """What was bought."""

    model = models.BookingItem
    fields = ("name", "quantity", "price_text", "rate_text", "tax_text")

    @admin.display(description="price")
    def price_text(self, row: models.BookingItem) -> str:
        """Show the price for people."""
        return Money(row.price_minor, row.booking.currency).format()

    @admin.display(description="rate")
    def rate_text(self, row: models.BookingItem) -> str:
        """Show the rate of tax."""
        return f"{row.tax_rate_basis_points / 100:g} %"

    @admin.display(description="tax")
    def tax_text(self, row: models.BookingItem) -> str:
        """Show the tax for people."""
        return Money(row.tax_minor, row.booking.currency).format()


class CustomerInline(PartInline):
    """Who travels; documents stay masked."""

    model = models.Customer
    fields = ("full_name", "traveller_kind", "email", "phone", "id_kind", "id_number_masked")


class AuditInline(PartInline):
    """The timeline."""

    model = models.AuditEntry
    verbose_name_plural = "timeline"
    fields = ("at", "action", "from_status", "to_status", "actor", "reason", "request_id")


class VersionInline(PartInline):
    """The whole booking after each change."""

    model = models.BookingVersion
    fields = ("version_no", "created_by", "created_at", "snapshot")


@admin.register(models.Booking)
class BookingAdmin(ModelAdmin):
    """Orders of the sellers that the member of staff reads bookings of."""

    list_display = (
        "reference", "item_name", "contact_name", "start_date", "status", "payment_status",
        "total_text", "channel", "created_at",
    )  # fmt: skip
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
    search_help_text = "A whole reference or email address, or the id of a seller"
    ordering = ("-created_at",)
    show_full_result_count = False
    inlines = (AuditInline, ItemInline, CustomerInline, VersionInline)
    action_form = ReasonForm
    actions = ("cancel",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Booking]:
        """Narrow to the sellers whose bookings the member of staff reads."""
        actor = actor_of_staff(request)
        rows: QuerySet[models.Booking] = super().get_queryset(request)
        reach = visible(actor, policies.READ_AUDIT)
        return rows.filter(within(reach, organisation="seller_id", assets=("item_id",)))

    @admin.display(description="total", ordering="total_minor")
    def total_text(self, row: models.Booking) -> str:
        """Show the total for people."""
        return row.total.format()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Show every field and let none be written."""
        del request, obj
        return [field.name for field in models.Booking._meta.fields]  # noqa: SLF001 - Django's documented Meta API

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Desks book through the API."""
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A booking is cancelled, never deleted."""
        del request, obj
        return False

    @admin.action(description="Cancel with this reason", permissions=["change"])
    def cancel(self, request: HttpRequest, rows: QuerySet[models.Booking]) -> None:
        """Cancel the chosen bookings, each as its terms say."""
        if not (reason := reason_of(request)):
            return
        for row in rows:
            self._cancel(request, row, reason)

    def _cancel(self, request: HttpRequest, row: models.Booking, reason: str) -> None:
        try:
            booking = cancel_booking(
                booking_id=row.id, actor=actor_of_staff(request), reason=reason, at=clock.now()
            )
        except RizError as refusal:
            tell_refusal(request, refusal)
            return
        refund = booking.refund_due.format()
        self.message_user(request, f"{booking.reference} is cancelled; {refund} goes back.")


@admin.register(models.CancellationTier)
class CancellationTierAdmin(TellingAdmin):
    """Terms of new bookings; those of sold ones stay. A source without any has 168 h 100 %, 48 h 50 %."""

    list_display = ("source", "hours_before", "refund_percent", "is_active")
    list_filter = ("source", "is_active")
    ordering = ("source", "-hours_before")
