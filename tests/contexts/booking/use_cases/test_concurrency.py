"""Many callers at the same moment; real threads on a real PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial

import pytest

from contexts.booking import errors, queries
from contexts.booking.contracts import BookingStatus, ItemKind
from contexts.booking.use_cases.cancel_booking import cancel_booking
from contexts.booking.use_cases.fail_expired_order import fail_expired_order
from contexts.inventory import api as inventory
from contexts.inventory import errors as inventory_errors
from contexts.inventory.use_cases.expire_stale_holds import expire_stale_holds
from tests.contexts.booking.conftest import DAY, NOW, ONE, book, hear_of_payment, wish
from tests.contexts.inventory.storm import at_once

pytestmark = pytest.mark.django_db(transaction=True)

LATE = NOW + dt.timedelta(minutes=16)


def stock(resource_id):
    (found,) = inventory.list_dates(resource_id=resource_id, first_date=DAY, end_date=DAY + ONE)
    return found.held, found.sold


def kinds(outcomes):
    return Counter(type(outcome).__name__ for outcome in outcomes)


def test_of_many_bookings_of_the_last_places_none_is_too_many(sold, asha):
    call = partial(book, wish=wish(sold.package), actor=asha, at=NOW)

    outcomes = at_once([call] * 32, threads=8)

    assert kinds(outcomes) == {"Booking": 2, "SoldOut": 30}
    booked = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert len({booking.reference for booking in booked}) == 2
    assert stock(sold.package) == (4, 0)


def test_parallel_cancels_give_the_stock_back_once(sold, asha):
    kept = book(wish=wish(sold.package), actor=asha, at=NOW)
    booking = book(wish=wish(sold.package), actor=asha, at=NOW)
    for each in (kept, booking):
        hear_of_payment(each, at=NOW)
    at = dt.datetime(2026, 3, 31, tzinfo=dt.UTC)  # too late for a refund
    call = partial(cancel_booking, booking_id=booking.id, actor=asha, reason="", at=at)

    outcomes = at_once([call] * 16, threads=8)

    assert kinds(outcomes) == {"Booking": 1, "AlreadyCancelled": 15}
    assert stock(sold.package) == (0, 2)


def test_told_of_one_payment_at_once_confirms_once(sold, asha):
    booking = book(wish=wish(sold.package), actor=asha, at=NOW)
    call = partial(hear_of_payment, booking, at=NOW)

    outcomes = at_once([call] * 16, threads=8)

    assert kinds(outcomes) == {"Booking": 16}
    assert {outcome.version for outcome in outcomes} == {3}
    assert stock(sold.package) == (0, 2)


def test_paying_expiring_and_cancelling_at_once_end_in_one_state(sold, asha):
    bookings = [
        book(
            wish=wish(sold.boat, ItemKind.EXPERIENCE, adults=1, start_date=DAY + ONE * n),
            actor=asha,
            at=NOW,
        )
        for n in (0, 0, 0, 0, 1, 1, 1, 1)
    ]
    calls = []
    for booking in bookings:
        calls += [
            partial(hear_of_payment, booking, at=NOW),
            partial(expire_stale_holds, at=LATE, limit=2),
            partial(cancel_booking, booking_id=booking.id, actor=asha, reason="", at=LATE),
            partial(fail_expired_order, hold_id=booking.hold_id, at=LATE),
        ]

    outcomes = at_once(calls, threads=8)

    expected = (errors.WrongState, inventory_errors.HoldEnded)
    surprises = [
        outcome
        for outcome in outcomes
        if isinstance(outcome, Exception)
        and not isinstance(outcome, expected)
        and type(outcome).__name__ != "RefundTooLarge"
    ]
    assert surprises == []
    ends = [queries.get_booking(booking_id=booking.id).status for booking in bookings]
    assert set(ends) <= {
        BookingStatus.CONFIRMED,
        BookingStatus.CANCELLED,
        BookingStatus.FAILED,
    }
    for date in (DAY, DAY + ONE):
        (found,) = inventory.list_dates(resource_id=sold.boat, first_date=date, end_date=date + ONE)
        assert found.held + found.sold + found.free == found.capacity
    sold_places = sum(
        inventory.list_dates(
            resource_id=sold.boat, first_date=DAY + ONE * n, end_date=DAY + ONE * (n + 1)
        )[0].sold
        for n in (0, 1)
    )
    assert sold_places == ends.count(BookingStatus.CONFIRMED)
