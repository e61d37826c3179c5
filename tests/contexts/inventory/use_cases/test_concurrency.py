"""Real threads on a real PostgreSQL: nothing is oversold, nothing is counted twice, nobody deadlocks."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from functools import partial

import pytest
from django.db import InternalError, OperationalError, connection, transaction

from contexts.inventory import api as inventory
from contexts.inventory import contracts as inventory_contracts
from contexts.inventory import errors
from contexts.inventory.contracts import HoldState
from contexts.inventory.models import Hold, StockDate
from contexts.inventory.use_cases.expire_stale_holds import expire_stale_holds
from contexts.inventory.use_cases.place_hold import place_hold
from riz.actor import SYSTEM
from tests.contexts.inventory.factories import (
    DAY,
    LATER,
    NOW,
    ONE,
    counters,
    line,
    open_calendar,
)
from tests.contexts.inventory.storm import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def hold(*lines, expires_at=LATER):
    return place_hold(lines=lines, requester="user:1", expires_at=expires_at, actor=SYSTEM, at=NOW)


def sums_of_lines():
    """What the lines of live holds and sales add up to for each resource and date."""
    sums = Counter()
    holds = Hold.objects.filter(state__in=["HELD", "CONFIRMED"]).prefetch_related("lines")
    for row in holds:
        for item in row.lines.all():
            for n in range((item.end_date - item.first_date).days):
                sums[item.resource_id, item.first_date + ONE * n, row.state] += item.quantity
    return sums


def assert_counters_are_the_lines():
    sums = sums_of_lines()
    for row in StockDate.objects.all():
        assert row.held == sums[row.resource_id, row.date, "HELD"]
        assert row.sold == sums[row.resource_id, row.date, "CONFIRMED"]
        assert row.held + row.sold + row.blocked + row.free == row.capacity
        assert row.free >= 0


def kinds(outcomes):
    return Counter(type(outcome) for outcome in outcomes)


def naive_sale(resource_id):
    """Read, think, write: how stock is oversold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT capacity - held FROM naive_date WHERE resource_id = %s", [resource_id]
        )
        if cursor.fetchone()[0] < 1:
            return False
        cursor.execute("SELECT pg_sleep(0.002)")
        cursor.execute(
            "UPDATE naive_date SET held = held + 1 WHERE resource_id = %s", [resource_id]
        )
    return True


def test_of_64_buyers_of_the_last_unit_one_gets_it():
    resource = open_calendar(capacity=1)

    outcomes = at_once([partial(hold, line(resource))] * 64, threads=16)

    assert kinds(outcomes) == {inventory_contracts.Hold: 1, errors.SoldOut: 63}
    assert counters(resource)[DAY] == (1, 0)


def test_overlapping_stays_never_oversell_a_night():
    resource = open_calendar(capacity=50, days=20)
    dice = random.Random(7)  # noqa: S311 - a repeatable storm
    wanted = [line(resource, first=DAY + ONE * dice.randrange(14), nights=7) for _ in range(400)]

    outcomes = at_once([partial(hold, stay) for stay in wanted], threads=16)

    found = kinds(outcomes)
    assert set(found) == {inventory_contracts.Hold, errors.SoldOut}
    assert found[inventory_contracts.Hold] >= 50
    assert max(held for held, _ in counters(resource).values()) == 50
    assert_counters_are_the_lines()


def test_packages_and_stays_in_any_order_of_lines_do_not_deadlock():
    resources = [open_calendar(capacity=30, days=8) for _ in range(4)]
    dice = random.Random(11)  # noqa: S311 - a repeatable storm

    def mixed():
        chosen = dice.sample(resources, 3)
        return hold(*(line(each, first=DAY + ONE * dice.randrange(5), nights=3) for each in chosen))

    outcomes = at_once([mixed] * 200, threads=12)

    assert set(kinds(outcomes)) <= {inventory_contracts.Hold, errors.SoldOut}
    assert not any(isinstance(outcome, OperationalError) for outcome in outcomes)
    assert_counters_are_the_lines()


def test_each_hold_ends_once_whoever_comes_first():
    resource = open_calendar(capacity=60)
    soon = NOW + dt.timedelta(seconds=1)
    placed = [hold(line(resource, nights=2), expires_at=soon) for _ in range(60)]
    in_time, too_late = NOW, soon
    calls = []
    for each in placed:
        calls += [
            partial(inventory.confirm_hold, hold_id=each.id, at=in_time),
            partial(inventory.confirm_hold, hold_id=each.id, at=in_time),
            partial(inventory.release_hold, hold_id=each.id, actor=SYSTEM, at=in_time),
            partial(expire_stale_holds, at=too_late, limit=3),
        ]
    random.Random(3).shuffle(calls)  # noqa: S311 - a repeatable storm

    outcomes = at_once(calls, threads=12)

    unexpected = [
        outcome
        for outcome in outcomes
        if isinstance(outcome, Exception)
        and not isinstance(outcome, errors.HoldExpired | errors.HoldEnded)
    ]
    assert unexpected == []
    ends = Counter(Hold.objects.values_list("state", flat=True))
    assert sum(ends.values()) == 60
    assert ends[HoldState.HELD] == 0
    assert len([end for end in ends if ends[end]]) >= 2
    assert_counters_are_the_lines()


def test_of_parallel_returns_one_gives_the_stock_back():
    resource = open_calendar(capacity=2)
    sales = [hold(line(resource)) for _ in range(2)]
    for sale in sales:
        inventory.confirm_hold(hold_id=sale.id, at=NOW)

    at_once([partial(inventory.return_sale, hold_id=sales[0].id, at=NOW)] * 16, threads=8)

    assert counters(resource)[DAY] == (0, 1)


def test_parallel_requests_of_one_caller_stay_within_its_limit():
    resource = open_calendar(capacity=50)
    call = partial(
        place_hold,
        lines=[line(resource)],
        requester="user:1",
        expires_at=LATER,
        actor=SYSTEM,
        at=NOW,
        live_limit=5,
    )

    outcomes = at_once([call] * 24, threads=8)

    assert kinds(outcomes) == {inventory_contracts.Hold: 5, errors.TooManyHolds: 19}


def test_counters_move_under_read_committed_only():
    resource = open_calendar()

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(InternalError, match="READ COMMITTED"):
            hold(line(resource, nights=2))


def test_negative_control_reading_before_writing_oversells():
    """The same storm on a copy without the statement and the CHECK: if this did not oversell, the tests above would prove nothing."""
    resource = open_calendar(capacity=5, days=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE naive_date AS SELECT resource_id, capacity, held FROM inventory_date"
        )

    try:
        outcomes = at_once([partial(naive_sale, resource.id)] * 64, threads=16)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_date")

    assert outcomes.count(True) > 5
