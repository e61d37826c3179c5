"""Stock and the payable of a booking."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db.models import Min

from contexts.inventory import api as inventory
from contexts.inventory import contracts as inventory_contracts
from contexts.inventory import errors as inventory_errors
from contexts.payments import api as payments
from contexts.payments.contracts import Payee, TaxLine
from riz.actor import SYSTEM, Actor
from riz.money import Money
from riz.policies import Target, allows

from .. import errors
from ..contracts import BookingStatus
from ..domain import policies
from ..domain.offers import Stock
from ..models import Booking


def lines_of(booking: Booking) -> tuple[inventory_contracts.HoldLine, ...]:
    """Return what inventory has to hold for a booking."""
    return tuple(
        inventory_contracts.HoldLine(
            resource_id=UUID(line["resource_id"]),
            first_date=dt.date.fromisoformat(line["first_date"]),
            end_date=dt.date.fromisoformat(line["end_date"]),
            quantity=line["quantity"],
        )
        for line in booking.stock_lines
    )


def to_line(stock: Stock) -> inventory_contracts.HoldLine:
    """Write what an offer takes as inventory knows it."""
    return inventory_contracts.HoldLine(
        resource_id=stock.resource_id,
        first_date=stock.first_date,
        end_date=stock.end_date,
        quantity=stock.quantity,
    )


def requester_of(booking_id: UUID) -> str:
    """Name a booking as inventory knows requesters."""
    return f"booking:{booking_id}"


def hold_stock(
    *,
    booking_id: UUID,
    lines: tuple[inventory_contracts.HoldLine, ...],
    hold_id: UUID | None,
    actor: Actor,
    at: dt.datetime,
) -> inventory_contracts.Hold:
    """Take over the hold that the actor placed before, or place one."""
    expires_at = at + dt.timedelta(seconds=settings.RIZ_HOLD_SECONDS)
    if hold_id is None:
        return inventory.place_hold(
            lines=lines,
            requester=requester_of(booking_id),
            expires_at=expires_at,
            actor=SYSTEM,
            at=at,
        )
    hold = inventory.get_hold(hold_id=hold_id)
    if hold.requester != f"user:{actor.id}":
        raise inventory_errors.HoldNotFound(hold_id=str(hold_id))
    if _by_date(hold.lines) != _by_date(lines):
        raise errors.HoldMismatch(hold_id=str(hold_id))
    return inventory.extend_hold(
        hold_id=hold_id,
        expires_at=expires_at,
        at=at,
        from_requester=hold.requester,
        to_requester=requester_of(booking_id),
    )


def check_unpaid(
    *, seller_id: UUID, actor: Actor, at: dt.datetime, but: UUID | None = None
) -> None:
    """Refuse to book for somebody who has booked enough without having paid, whether its stock is held yet or not.

    Staff of the seller book for others and are not limited.
    """
    if actor.id is None or allows(
        actor, policies.CREATE_AT_A_DESK, Target(organisation_id=seller_id)
    ):
        return
    unpaid = Booking.objects.filter(
        created_by=actor.id, status__in=(BookingStatus.PENDING, BookingStatus.ON_HOLD)
    )
    if but is not None:
        unpaid = unpaid.exclude(id=but)
    if unpaid.count() >= settings.RIZ_UNPAID_BOOKINGS_LIMIT:
        oldest_ends_at = unpaid.aggregate(at=Min("hold_expires_at"))["at"] or at
        raise errors.TooManyUnpaid(
            limit=settings.RIZ_UNPAID_BOOKINGS_LIMIT,
            retry_after_seconds=max(1, int((oldest_ends_at - at).total_seconds())),
        )


def open_payable(*, booking: Booking, expires_at: dt.datetime, at: dt.datetime) -> UUID:
    """Ask payments to collect the booking's total for its seller."""
    payable = payments.open_payable(
        reference=booking.reference,
        description=f"{booking.item_name}, {booking.start_date.isoformat()}",
        amount=booking.total,
        payer_id=booking.created_by,
        tax_lines=_tax_lines(booking),
        payees=(Payee(organisation_id=booking.seller_id, amount=booking.total),),
        expires_at=expires_at,
        at=at,
    )
    return payable.id


def _tax_lines(booking: Booking) -> tuple[TaxLine, ...]:
    sums: dict[int, tuple[int, int]] = {}
    for item in booking.items.all():
        taxable, tax = sums.get(item.tax_rate_basis_points, (0, 0))
        sums[item.tax_rate_basis_points] = (taxable + item.price_minor, tax + item.tax_minor)
    return tuple(
        TaxLine(
            name="GST",
            rate_basis_points=rate,
            taxable=Money(taxable, booking.currency),
            tax=Money(tax, booking.currency),
        )
        for rate, (taxable, tax) in sorted(sums.items())
    )


def _by_date(lines: tuple[inventory_contracts.HoldLine, ...]) -> dict[tuple[UUID, dt.date], int]:
    sums: dict[tuple[UUID, dt.date], int] = {}
    for line in lines:
        for day in range((line.end_date - line.first_date).days):
            key = (line.resource_id, line.first_date + dt.timedelta(days=day))
            sums[key] = sums.get(key, 0) + line.quantity
    return sums
