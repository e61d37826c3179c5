"""Payables of orders: what is asked for, what came, and what goes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import F

from contexts.payments import api as payments
from contexts.payments.contracts import Payee, TaxLine
from riz.money import Money, total

from ..contracts import BookingStatus, ItemState, PayablePurpose, PayableStatus
from ..domain.cancellation import kept_lines
from ..models import Booking, BookingRefund, Order, OrderPayable, PayableShare
from ..queries import line_of
from ._items import keep_at_hand

FIRST = (PayablePurpose.TOTAL, PayablePurpose.DEPOSIT)
Share = tuple[Booking, Money]


def open_payable(
    *,
    order: Order,
    purpose: PayablePurpose,
    shares: Sequence[Share],
    due_at: dt.datetime,
    expires_at: dt.datetime,
    at: dt.datetime,
    hold_id: UUID | None = None,
) -> OrderPayable | None:
    """Ask payments to collect the shares of some bookings for their sellers; nothing where nothing is due."""
    shares = [share for share in shares if share[1]]
    if not shares:
        return None
    amount = total((share for _, share in shares), order.currency)
    payable = payments.open_payable(
        reference=order.reference if purpose in FIRST else shares[0][0].reference,
        description="; ".join(
            f"{booking.title}, {booking.start_date.isoformat()}" for booking, _ in shares
        ),
        amount=amount,
        payer_id=order.created_by,
        tax_lines=_tax_lines(shares),
        payees=_payees(shares),
        expires_at=expires_at,
        at=at,
    )
    row = OrderPayable.objects.create(
        id=payable.id,
        order=order,
        booking=None if purpose in FIRST else shares[0][0],
        purpose=purpose,
        payer_id=order.created_by,
        amount_minor=amount.amount_minor,
        due_at=due_at,
        hold_id=hold_id,
        created_at=at,
    )
    PayableShare.objects.bulk_create(
        PayableShare(payable=row, booking=booking, amount_minor=share.amount_minor)
        for booking, share in shares
    )
    keep_at_hand(order, payables=[*order.payables.all(), row])
    return row


def open_first_payable(
    *, order: Order, bookings: Iterable[Booking], at: dt.datetime
) -> OrderPayable | None:
    """Ask for what confirms an order until its hold ends; what was asked for before is not asked for any more."""
    close_payables((row for row in order.payables.all() if row.purpose in FIRST), at=at)
    waiting = [booking for booking in bookings if booking.status == BookingStatus.ON_HOLD]
    ends_at = order.hold_expires_at or at
    is_part = any(booking.deposit_minor < booking.total_minor for booking in waiting)
    return open_payable(
        order=order,
        purpose=PayablePurpose.DEPOSIT if is_part else PayablePurpose.TOTAL,
        shares=[(booking, Money(booking.deposit_minor, booking.currency)) for booking in waiting],
        due_at=ends_at,
        expires_at=ends_at,
        at=at,
    )


def close_payables(rows: Iterable[OrderPayable], *, at: dt.datetime) -> None:
    """Ask no more for what is still open."""
    for row in rows:
        if row.status == PayableStatus.OPEN:
            row.status = PayableStatus.CLOSED
            row.save(update_fields=["status"])
            payments.close_payable(payable_id=row.id, at=at)


def settle(*, booking: Booking, reason: str, at: dt.datetime) -> Money:
    """Bring what a booking was paid and what it comes to together; return what goes back.

    What is too much goes back; what a confirmed one lacks is asked for as its balance.
    """
    balances = [
        row
        for row in booking.order.payables.all()
        if row.booking_id == booking.id
        and (row.purpose, row.status) == (PayablePurpose.BALANCE, PayableStatus.OPEN)
    ]
    excess = booking.left - booking.owed
    if excess.amount_minor > 0 or booking.status != BookingStatus.CONFIRMED:
        close_payables(balances, at=at)
    if excess.amount_minor >= 0:
        refund(booking=booking, amount=excess, reason=reason, at=at)
        return excess
    if booking.status == BookingStatus.CONFIRMED:
        _ask_for_balance(booking, -excess, balances, at)
    return Money(0, booking.currency)


def refund(*, booking: Booking, amount: Money, reason: str, at: dt.datetime) -> None:
    """Send money back from what was paid latest, never more than each payment took.

    Raises:
        ValueError: more than the booking was paid.
    """
    left = amount.amount_minor
    shares = (
        PayableShare.objects.filter(booking=booking, payable__status=PayableStatus.PAID)
        .filter(amount_minor__gt=F("refund_due_minor"))
        .order_by("-payable__paid_at", "-payable_id")
    )
    for share in shares if left else ():
        part = min(left, share.amount_minor - share.refund_due_minor)
        if not part:
            break
        promised = payments.refund_payable(
            payable_id=share.payable_id, amount=Money(part, booking.currency), reason=reason, at=at
        )
        share.refund_due_minor += part
        share.save(update_fields=["refund_due_minor"])
        BookingRefund.objects.create(
            refund_id=promised.id,
            booking=booking,
            payable_id=share.payable_id,
            amount_minor=part,
            created_at=at,
        )
        left -= part
    if left:
        raise ValueError(f"{booking.reference} was not paid what is to go back")
    booking.refund_due_minor += amount.amount_minor
    booking.fit_payment_status()


def _ask_for_balance(
    booking: Booking, amount: Money, open_ones: list[OrderPayable], at: dt.datetime
) -> None:
    if [row.amount_minor for row in open_ones] == [amount.amount_minor]:
        return
    close_payables(open_ones, at=at)
    due_at = max(booking.balance_due_at or at, at)
    open_payable(
        order=booking.order,
        purpose=PayablePurpose.BALANCE,
        shares=[(booking, amount)],
        due_at=due_at,
        expires_at=due_at + balance_grace(),
        at=at,
    )


def balance_grace() -> dt.timedelta:
    """Return how long an overdue balance is waited for."""
    return dt.timedelta(hours=settings.RIZ_BALANCE_GRACE_HOURS)


def _payees(shares: Iterable[Share]) -> tuple[Payee, ...]:
    return tuple(
        Payee(organisation_id=booking.seller_id, amount=share) for booking, share in shares
    )


def _tax_lines(shares: Iterable[Share]) -> tuple[TaxLine, ...]:
    """Return the taxes in the shares, each with its rate: a part of a price bears that part of its taxes."""
    sums: dict[int, tuple[Money, Money]] = {}
    for booking, share in shares:
        lines = [
            line_of(row, booking.currency)
            for item in booking.items.all()
            if item.state in (ItemState.ACTIVE, ItemState.CANCELLED, ItemState.PROPOSED)
            for row in item.lines.all()
        ]
        for line in kept_lines(lines=lines, kept=share):
            nothing = Money(0, booking.currency)
            price, tax = sums.get(line.tax_rate_basis_points, (nothing, nothing))
            sums[line.tax_rate_basis_points] = (price + line.price, tax + line.tax)
    return tuple(
        TaxLine(name="GST", rate_basis_points=rate, taxable=price, tax=tax)
        for rate, (price, tax) in sorted(sums.items())
    )
