"""Reads of booking; rows become contracts here, and who may see what is decided here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from contexts.identity import api as identity
from riz import mapping, personal_data, values
from riz.actor import Actor
from riz.clock import local_date
from riz.money import Money, total
from riz.pages import Page, PageRequest, keyset
from riz.policies import require, visible
from riz.queryset_filters import Parts, within

from . import contracts, errors
from .contracts import BookingStatus, Channel, ItemState, Source
from .domain import policies
from .models import (
    AuditEntry,
    Booking,
    BookingItem,
    BookingVersion,
    Customer,
    Order,
    OrderPayable,
    PriceLine,
)

# Where the things of a booking are, by which it can be assigned to somebody.
OF_ITEMS = Parts(rows=BookingItem.objects.all(), target="booking_id", asset="item_id")
PARTS = ("items__lines", "items__stock_lines", "customers__contacts")
_SHOWN = frozenset({ItemState.ACTIVE, ItemState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFilter:
    """Filters of a list; None leaves it wide. A reference may be only its beginning, a name a part of one."""

    status: BookingStatus | None = None
    reference: str | None = None
    name: str | None = None
    phone: str | None = None
    item_id: UUID | None = None
    trip_id: UUID | None = None
    start_from: dt.date | None = None
    start_to: dt.date | None = None


def country_of(actor: Actor) -> str:
    """Return the country whose telephone numbers the caller writes without its code."""
    if actor.id is None or actor.partner_id is not None:
        return values.HOME_COUNTRY
    return values.country_of(asdict(identity.get_user(user_id=actor.id)))


def get_booking(*, booking_id: UUID) -> contracts.Booking:
    """Return a booking, whosever it is."""
    row = _with_parts().filter(id=booking_id).first()
    if row is None:
        raise errors.BookingNotFound(booking_id=str(booking_id))
    return to_contract(row)


def get_visible_booking(*, booking_id: UUID, actor: Actor) -> contracts.Booking:
    """Return a booking that the actor may see; any other does not exist for it."""
    return to_contract(_visible_row(booking_id, actor))


def get_visible_order(*, order_id: UUID, actor: Actor) -> contracts.Order:
    """Return an order with those of its bookings that the actor may see, of which there has to be one."""
    row = Order.objects.filter(id=order_id).prefetch_related("payables").first()
    bookings = list(_with_parts().filter(_visible_to(actor), order_id=order_id).order_by("id"))
    if row is None or not bookings:
        raise errors.OrderNotFound(order_id=str(order_id))
    return to_order(row, bookings=bookings, is_whole=row.bookings.count() == len(bookings))


def list_bookings(
    *, actor: Actor, wanted: BookingFilter, page: PageRequest
) -> Page[contracts.Booking]:
    """List the actor's own bookings and, for staff, those of their sellers; the newest first."""
    rows = _with_parts().filter(_visible_to(actor))
    filters = {
        "status": wanted.status,
        "reference__istartswith": wanted.reference,
        "start_date__gte": wanted.start_from,
        "start_date__lte": wanted.start_to,
        "order__trip_id": wanted.trip_id,
    }
    rows = rows.filter(**{key: value for key, value in filters.items() if value is not None})
    if wanted.name is not None:
        is_called = Q(order__contact_name__icontains=wanted.name)
        rows = rows.filter(is_called | _has_customer(full_name__icontains=wanted.name))
    if wanted.phone is not None:
        is_reached = Q(order__contact_phone=wanted.phone)
        rows = rows.filter(is_reached | _has_customer(phone=wanted.phone))
    if wanted.item_id is not None:
        of_it = BookingItem.objects.filter(item_id=wanted.item_id, state__in=_SHOWN)
        rows = rows.filter(id__in=of_it.values("booking_id"))
    return keyset(rows, order_by=("-id",), page=page, to_contract=to_contract)


def list_versions(*, booking_id: UUID, actor: Actor) -> tuple[contracts.BookingVersion, ...]:
    """List every version of a booking that the actor may see, the first one first."""
    _visible_row(booking_id, actor)
    rows = BookingVersion.objects.filter(booking_id=booking_id)
    return tuple(
        mapping.to_contract(
            contracts.BookingVersion, row, status=BookingStatus(row.snapshot["status"])
        )
        for row in rows
    )


def list_audit(*, booking_id: UUID, actor: Actor) -> tuple[contracts.AuditEntry, ...]:
    """List who changed what; only staff of the seller see it."""
    row = _visible_row(booking_id, actor)
    require(actor, policies.READ_AUDIT, row, refusal=errors.AuditNotAllowed)
    return tuple(
        mapping.to_contract(contracts.AuditEntry, entry)
        for entry in AuditEntry.objects.filter(booking_id=booking_id)
    )


def list_past(*, at: dt.datetime, limit: int) -> tuple[UUID, ...]:
    """List confirmed bookings whose travel is over where it was."""
    rows = (
        Booking.objects.filter(
            status=BookingStatus.CONFIRMED, end_date__lte=at.date() + dt.timedelta(days=1)
        )
        .order_by("end_date")
        .values_list("id", "end_date", "time_zone")[:limit]
    )
    return tuple(key for key, end, zone in rows if end <= local_date(at, zone))


def to_contract(row: Booking) -> contracts.Booking:
    """Write a booking as others see it; its order and its parts are at hand."""
    order = row.order
    return mapping.to_contract(
        contracts.Booking,
        row,
        trip_id=order.trip_id,
        source=Source(order.source),
        channel=Channel(order.channel),
        contact_name=order.contact_name,
        contact_email=order.contact_email,
        contact_phone=order.contact_phone,
        hold_id=order.hold_id,
        hold_expires_at=order.hold_expires_at,
        items=tuple(
            _to_item(item, row.currency) for item in row.items.all() if item.state in _SHOWN
        ),
    )


def to_order(row: Order, *, bookings: Iterable[Booking], is_whole: bool = True) -> contracts.Order:
    """Write an order as others see it, with those of its bookings that they may see, and what these are paid by.

    What pays for the whole is shown to who sees the whole: a seller learns nothing of what another one sold.
    """
    parts = tuple(to_contract(booking) for booking in bookings)
    seen = {booking.id for booking in parts}
    return mapping.to_contract(
        contracts.Order,
        row,
        bookings=parts,
        payables=tuple(
            to_payable(payable, row.currency)
            for payable in row.payables.all()
            if payable.booking_id in seen or (is_whole and payable.booking_id is None)
        ),
        total=total((booking.total for booking in parts), row.currency),
        paid=total((booking.paid for booking in parts), row.currency),
    )


def to_payable(row: OrderPayable, currency: str) -> contracts.OrderPayable:
    """Write a payable of an order as others see it."""
    return mapping.to_contract(
        contracts.OrderPayable,
        row,
        amount=Money(row.amount_minor, currency),
        refunded=Money(row.refunded_minor, currency),
    )


def line_of(row: PriceLine, currency: str) -> contracts.PriceLine:
    """Write a price line as others see it."""
    return mapping.to_contract(
        contracts.PriceLine,
        row,
        unit_price=Money(row.unit_price_minor, currency),
        price=Money(row.price_minor, currency),
        tax=Money(row.tax_minor, currency),
    )


def _to_item(row: BookingItem, currency: str) -> contracts.BookingItem:
    return mapping.to_contract(
        contracts.BookingItem,
        row,
        lines=tuple(line_of(line, currency) for line in row.lines.all()),
        total=Money(row.total_minor, currency),
    )


def _with_parts() -> QuerySet[Booking]:
    return Booking.objects.select_related("order").prefetch_related(*PARTS)


def get_visible_row(*, booking_id: UUID, actor: Actor) -> Booking:
    """Return the row of a booking that the actor may see, with its parts."""
    return _visible_row(booking_id, actor)


def _visible_row(booking_id: UUID, actor: Actor) -> Booking:
    row = _with_parts().filter(_visible_to(actor), id=booking_id).first()
    if row is None:
        raise errors.BookingNotFound(booking_id=str(booking_id))
    return row


def _visible_to(actor: Actor) -> Q:
    return within(
        visible(actor, policies.READ),
        owner="created_by",
        organisation="seller_id",
        assets=(OF_ITEMS,),
    )


def _has_customer(**facts: str) -> Exists:
    """Return the condition of having such a customer, asked of each booking: an `IN` beside others reads all customers."""
    return Exists(Customer.objects.filter(booking_id=OuterRef("pk"), **facts))


def list_bookings_of(*, user_id: UUID) -> tuple[UUID, ...]:
    """Return the bookings that a person made."""
    return tuple(Booking.objects.filter(created_by=user_id).values_list("id", flat=True))


@personal_data.exports("booking")
def export_bookings(*, user_id: UUID) -> personal_data.Section:
    """Return the bookings that a person made, with everybody in them; numbers of documents stay masked."""
    rows = _with_parts().filter(created_by=user_id).order_by("id")
    return [asdict(to_contract(row)) for row in rows]


@personal_data.hinders("booking")
def list_running_bookings(*, user_id: UUID) -> list[str]:
    """Return a sentence for each booking of a person that is not over."""
    running = (BookingStatus.PENDING, BookingStatus.ON_HOLD, BookingStatus.CONFIRMED)
    rows = Booking.objects.filter(created_by=user_id, status__in=running).order_by("id")
    return [
        f"Booking {reference} is not over: cancel it, or wait until you have travelled."
        for reference in rows.values_list("reference", flat=True)
    ]


personal_data.keeps(
    "booking",
    "What was sold, when and for how much, without names, addresses or documents."
    " Tax law wants it kept for eight years.",
)
