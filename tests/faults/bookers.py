"""Travellers: `python -m tests.faults.bookers prepare`, then `python -m tests.faults.bookers book SEED`.

A booker books nights of one stay and pays for them until SIGTERM, and then prints the ids of the
bookings whose payment was acknowledged.
"""

# ruff: noqa: PLC0415, T201 - Django is set up first; the ids are printed

from __future__ import annotations

import datetime as dt
import json
import random
import signal
import sys
import time
from uuid import UUID

import django

STAY = "rudrasagar-premium-water-cottage"
UNITS = 50
DAYS = 300
PAUSE_SECONDS = 0.1


def prepare() -> None:
    """Put one stay on sale."""
    from contexts.catalog.use_cases.load_fixture import Origin, load_fixture
    from riz import clock
    from riz.actor import SYSTEM
    from riz.outbox import relay
    from tests.support.tripura import piece_of_tripura

    documents = piece_of_tripura(accommodations=(STAY,), experiences=(), packages=())
    for stay in documents["accommodations"]:
        stay["units"] = UNITS
    load_fixture(
        documents=documents,
        origin=Origin(region="Tripura", seller_slug="tripura-tourism", seller_name="Tripura"),
        actor=SYSTEM,
        at=clock.now(),
        report=lambda entry: None,
    )
    relay.drain(strict=True)


def book(seed: int) -> None:
    """Book and pay until told to end."""
    told_to_end: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told_to_end.append(number))
    traveller, stay_id = _register(seed), _find_stay()
    choice = random.Random(seed)  # noqa: S311 - chance, not secrecy
    paid = []
    while not told_to_end:
        paid.append(str(_book_one(traveller, stay_id, in_days=choice.randrange(10, DAYS))))
        time.sleep(PAUSE_SECONDS)
    print(json.dumps(paid))


def _register(seed: int) -> UUID:
    from contexts.identity.parts.accounts.use_cases.register_user import register_user
    from riz import clock

    user_id = register_user(
        is_verified=True,
        email=f"traveller{seed}@riz.example",
        password="a long enough Phrase 71",
        full_name="Anita Debbarma",
        at=clock.now(),
    )
    assert user_id is not None
    return user_id


def _find_stay() -> UUID:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT payload->>'accommodation_id' FROM outbox_event WHERE name = %s",
            ["catalog.accommodation.published.v1"],
        )
        return UUID(cursor.fetchone()[0])


def _book_one(traveller: UUID, stay_id: UUID, *, in_days: int) -> UUID:
    from contexts.booking.contracts import ItemKind
    from contexts.booking.domain.offers import Wish
    from contexts.booking.use_cases.place_order import place_order
    from contexts.payments.use_cases.confirm_payment import confirm_payment
    from contexts.payments.use_cases.start_payment import start_payment
    from riz import clock, trace
    from riz.actor import Actor

    actor = Actor(id=traveller, kind="user")
    start = clock.local_date(clock.now(), "Asia/Kolkata") + dt.timedelta(days=in_days)
    wish = Wish(
        kind=ItemKind.ACCOMMODATION,
        item_id=stay_id,
        start_date=start,
        end_date=start + dt.timedelta(days=1),
        quantity=1,
        adults=2,
        children=0,
        infants=0,
    )
    with trace.work(actor=str(actor)):
        order = place_order(wishes=[wish], actor=actor, at=clock.now())
        (payable,) = order.payables
        intent = start_payment(payable_id=payable.id, expected=None, actor=actor, at=clock.now())
        confirm_payment(
            intent_id=intent.id,
            payment_method="pm_sandbox_success",
            actor=actor,
            at=clock.now(),
        )
    return order.bookings[0].id


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "prepare":
        prepare()
    else:
        book(int(sys.argv[2]))
