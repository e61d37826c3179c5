from __future__ import annotations

import datetime as dt

import pytest

from contexts.inventory import api as inventory
from contexts.inventory import tasks
from contexts.inventory.contracts import HoldState
from contexts.inventory.models import Hold, StockDate, StockDifference
from contexts.inventory.use_cases.place_hold import place_hold
from riz import clock
from riz.actor import SYSTEM
from tests.contexts.inventory.factories import ONE, ResourceFactory, counters, line, open_calendar

pytestmark = pytest.mark.django_db


def test_every_overdue_hold_is_swept_batch_by_batch(monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    first = clock.now().date() + ONE * 9
    resource = open_calendar(first=first, capacity=9)
    before = clock.now() - dt.timedelta(seconds=1)
    for expires_at in (*[before] * 5, clock.now() + ONE):
        place_hold(
            lines=[line(resource, first=first)],
            requester="x",
            expires_at=expires_at,
            actor=SYSTEM,
            at=before,
        )

    assert tasks.expire_stale_holds() == 5

    assert Hold.objects.get(state=HoldState.HELD).expires_at > clock.now()
    assert counters(resource)[first] == (1, 0)


def test_the_calendars_of_every_zone_reach_a_year_ahead():
    places = [ResourceFactory(time_zone=zone) for zone in ("Asia/Kolkata", "Pacific/Auckland")]

    assert tasks.extend_calendars() == 730
    assert tasks.extend_calendars() == 0
    assert {StockDate.objects.filter(resource=place).count() for place in places} == {365}


def test_the_audit_names_each_difference_until_it_is_gone():
    first = clock.now().date() + ONE * 9
    resource = open_calendar(first=first)
    for nights in (1, 2):
        placed = place_hold(
            lines=[line(resource, first=first, nights=nights)],
            requester="x",
            expires_at=clock.now() + ONE,
            actor=SYSTEM,
            at=clock.now(),
        )
    inventory.confirm_hold(hold_id=placed.id, at=clock.now())
    assert tasks.audit_stock() == 0

    resource.dates.filter(date=first).update(held=0)
    resource.dates.filter(date=first + ONE * 3).update(sold=1)
    assert tasks.audit_stock() == 2
    found = StockDifference.objects.order_by("date")
    assert [(row.held, row.held_by_lines, row.sold, row.sold_by_lines) for row in found] == [
        (0, 1, 1, 1),
        (0, 0, 1, 0),
    ]

    resource.dates.filter(date=first).update(held=1)
    assert tasks.audit_stock() == 1
    assert StockDifference.objects.get().date == first + ONE * 3
