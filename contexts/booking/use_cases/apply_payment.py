"""The reaction to a payable of an order that was paid, in time or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from contexts.inventory import api as inventory
from contexts.inventory import errors as inventory_errors
from riz.actor import SYSTEM
from riz.money import Money
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import contracts, events, queries
from ..contracts import BookingStatus, PayablePurpose, PayableStatus
from ..domain.states import Action
from ..models import Booking, Order, OrderPayable
from ._changing import apply_change
from ._confirming import confirm, facts_of
from ._history import Change, lock_order, record
from ._payables import FIRST, close_payables, settle
from ._stock import lines_of, requester_of

PAID_TOO_LATE = "PAID_TOO_LATE"
PAID_AFTER_CANCELLATION = "PAID_AFTER_CANCELLATION"
MOMENT = dt.timedelta(minutes=1)


@use_case
def apply_payment(*, payable_id: UUID, amount: Money, at: dt.datetime) -> contracts.Order | None:
    """Give each booking what was paid for it, and do what waited for it; what is too much goes back.

    Told twice, it does nothing the second time. A payable that is not an order's is somebody else's business.
    """
    order_id = OrderPayable.objects.filter(id=payable_id).values_list("order_id", flat=True).first()
    if order_id is None:
        return None
    bookings = lock_order(order_id=order_id)
    order = bookings[0].order
    payable = next(row for row in order.payables.all() if row.id == payable_id)
    if payable.status != PayableStatus.PAID:
        paid = _record(payable, bookings, amount, at)
        if payable.purpose in FIRST:
            _confirm_or_return(order, bookings, paid, at)
        elif payable.purpose == PayablePurpose.DIFFERENCE:
            apply_change(payable=payable, booking=paid[0], bookings=bookings, at=at)
        else:
            _settle(paid, at)
    return queries.to_order(order, bookings=bookings)


def _record(
    payable: OrderPayable, bookings: Sequence[Booking], amount: Money, at: dt.datetime
) -> list[Booking]:
    """Write down who was paid; the rows of the bookings wait to be saved with what follows."""
    if amount != Money(payable.amount_minor, bookings[0].currency):
        raise ValueError(f"{amount} paid for {payable}")
    payable.status, payable.paid_at = PayableStatus.PAID, at
    payable.save(update_fields=["status", "paid_at"])
    shares = {share.booking_id: share.amount_minor for share in payable.shares.all()}
    paid = [booking for booking in bookings if booking.id in shares]
    for booking in paid:
        booking.record_payment(amount=Money(shares[booking.id], booking.currency))
    return paid


def _confirm_or_return(
    order: Order, bookings: Sequence[Booking], paid: Sequence[Booking], at: dt.datetime
) -> None:
    """Confirm all that still waits, or could be had again; of the rest the money goes back."""
    waiting = [
        booking
        for booking in bookings
        if booking.status in (BookingStatus.ON_HOLD, BookingStatus.FAILED)
    ]
    if waiting and _secure_stock(order, waiting, at):
        close_payables((row for row in order.payables.all() if row.purpose in FIRST), at=at)
        confirm(bookings=waiting, at=at)
        _settle([booking for booking in paid if booking not in waiting], at)
    else:
        _give_back(paid, at)


def _secure_stock(order: Order, waiting: Sequence[Booking], at: dt.datetime) -> bool:
    """Turn the hold into a sale; one that is over is replaced, if the stock can still be had."""
    if order.hold_id is None:
        raise ValueError(f"{order.reference} was paid and never held anything")
    try:
        inventory.confirm_hold(hold_id=order.hold_id, at=at)
    except (inventory_errors.HoldExpired, inventory_errors.HoldEnded):
        return _retake_stock(order, waiting, order.hold_id, at)
    return True


def _retake_stock(
    order: Order, waiting: Sequence[Booking], stale_hold_id: UUID, at: dt.datetime
) -> bool:
    # A hold that ran out but was not swept yet still has the stock: it is freed for the new one.
    inventory.release_hold(hold_id=stale_hold_id, actor=SYSTEM, at=at)
    try:
        hold = inventory.place_hold(
            lines=lines_of(waiting),
            requester=requester_of(order.id),
            expires_at=at + MOMENT,
            actor=SYSTEM,
            at=at,
        )
    except (inventory_errors.NotAvailable, inventory_errors.DateInPast):
        return False
    inventory.confirm_hold(hold_id=hold.id, at=at)
    order.hold_id = hold.id
    order.save(update_fields=["hold_id"])
    return True


def _settle(paid: Sequence[Booking], at: dt.datetime) -> None:
    for booking in paid:
        settle(booking=booking, reason=PAID_AFTER_CANCELLATION, at=at)
        booking.mark_changed(at=at)
        booking.save()
    changes = (Change(booking, booking.status) for booking in paid)
    record(*changes, action="PAID", actor=SYSTEM, at=at)


def _give_back(paid: Sequence[Booking], at: dt.datetime) -> None:
    for booking in paid:
        before = BookingStatus(booking.status)
        is_late = before in (BookingStatus.ON_HOLD, BookingStatus.FAILED)
        reason = PAID_TOO_LATE if is_late else PAID_AFTER_CANCELLATION
        if before is BookingStatus.ON_HOLD:
            booking.transition(action=Action.FAIL, at=at, reason=reason)
        else:
            booking.mark_changed(at=at)
            booking.reason = reason
        refund = settle(booking=booking, reason=reason, at=at)
        booking.save()
        change = Change(booking, before)
        record(change, action="REFUND", actor=SYSTEM, at=at, reason=reason)
        if booking.status == BookingStatus.FAILED:
            publish(
                events.BookingFailed(
                    **facts_of(booking), reason=reason, refund_due=refund, occurred_at=at
                )
            )
