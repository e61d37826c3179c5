"""A catalog that is sold from today on, and what travellers send to book from it."""

from __future__ import annotations

import pytest

from riz import clock
from riz.ids import new_id
from tests.contexts.booking.conftest import ONE, register, sell_catalog


def keyed(key=None):
    return {"Idempotency-Key": key or str(new_id())}


@pytest.fixture
def sold(db):
    """What is on sale now."""
    return sell_catalog(at=clock.now())


@pytest.fixture
def wednesday():
    soon = clock.now().date() + ONE * 14
    return soon + ONE * ((3 - soon.isoweekday()) % 7)


@pytest.fixture
def asha(api):
    actor = register("asha@riz.example")
    api.sign_in(actor)
    return actor


@pytest.fixture
def book(api, sold, wednesday):
    def booking(key=None, **facts):
        item = {
            "kind": "PACKAGE",
            "item_id": str(sold.package),
            "start_date": wednesday.isoformat(),
            "adults": 2,
        }
        item |= {name: facts.pop(name) for name in {*item, "colour"} & {*facts}}
        return api.post("/bookings", {"items": [item], **facts}, headers=keyed(key))

    return booking


@pytest.fixture
def booked(book):
    """Book something; return the booking as it was answered."""
    return lambda **facts: book(**facts).json()["bookings"][0]
