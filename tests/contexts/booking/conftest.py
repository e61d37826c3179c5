"""A small catalog with open calendars, and people who book from it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from contexts.booking.contracts import ItemKind
from contexts.booking.domain.offers import Wish
from riz.actor import SYSTEM, Actor, Grant

NOW = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
DAY = dt.date(2026, 4, 1)  # a Wednesday
ONE = dt.timedelta(days=1)

DOCUMENTS: dict[str, Any] = {
    "amenities": [],
    "destinations": [
        {
            "slug": "neermahal",
            "name": "Neermahal",
            "district": "Sipahijala",
            "lat": 23.5003,
            "lon": 91.3203,
            "summary": "A palace in a lake.",
            "description": "A palace in Rudrasagar lake.",
            "best_time_to_visit": "Winter",
            "how_to_reach": "By road",
            "featured": True,
            "time_zone": "Asia/Kolkata",
            "sources": ["the common memory"],
        }
    ],
    "accommodations": [
        {
            "slug": "lake-rooms",
            "destination": "neermahal",
            "name": "Lake rooms",
            "kind": "ROOM",
            "description": "Rooms by the lake.",
            "base_price_minor": 240_000,
            "currency": "INR",
            "base_occupancy": 2,
            "extra_guest_price_minor": 60_000,
            "max_occupancy": 3,
            "units": 2,
            "amenities": [],
            "check_in_time": "13:00",
            "check_out_time": "11:00",
        }
    ],
    "experiences": [
        {
            "slug": "boat",
            "title": "Boat to the palace",
            "kind": "NATURE",
            "description": "By boat.",
            "duration_minutes": 60,
            "difficulty": "EASY",
            "destinations": ["neermahal"],
            "price_minor": 45_000,
            "child_price_minor": 20_000,
            "currency": "INR",
            "daily_capacity": 6,
            "min_age": 0,
            "start_times": [],
            "booking_cutoff_minutes": 0,
            "opening_hours": [
                {"weekday": day, "opens": "09:00", "closes": "17:00"} for day in (3, 4, 5)
            ],
        }
    ],
    "packages": [
        {
            "slug": "lakes",
            "name": "Lakes",
            "description": "Two days of lakes.",
            "duration_days": 2,
            "kind": "FAMILY",
            "inclusions": ["Bed"],
            "exclusions": ["Tips"],
            "days": [
                {
                    "day": day,
                    "title": "Lake",
                    "text": "A lake.",
                    "destinations": ["neermahal"],
                    "experiences": [],
                }
                for day in (1, 2)
            ],
            "amenities": [],
            "prices": [
                {
                    "traveller_kind": kind,
                    "price_minor": price,
                    "currency": "INR",
                    "min_party": 1,
                    "max_party": 20,
                    "valid_from": None,
                    "valid_to": None,
                }
                for kind, price in (("ADULT", 580_000), ("CHILD", 360_000), ("INFANT", 50_000))
            ],
            "departure_capacity": 4,
            "departure_weekdays": [3],
            "departure_time": "09:00",
            "booking_cutoff_minutes": 0,
        }
    ],
}


def sell_catalog(at: dt.datetime = NOW) -> SimpleNamespace:
    """Put a stay (2 rooms), an experience (6 places) and a package (4 places) on sale; return their ids."""
    from contexts.catalog.use_cases.load_fixture import Origin, load_fixture
    from contexts.inventory.models import Resource
    from riz.outbox import relay

    load_fixture(
        documents=DOCUMENTS,
        origin=Origin(
            region="Tripura", seller_slug="tripura-tourism", seller_name="Tripura Tourism"
        ),
        actor=SYSTEM,
        at=at,
        report=lambda entry: None,
    )
    relay.drain()
    kinds = {row.kind: row for row in Resource.objects.all()}
    return SimpleNamespace(
        stay=kinds["STAY"].id,
        boat=kinds["SLOT"].id,
        package=kinds["DEPARTURE"].id,
        seller=kinds["STAY"].seller_id,
    )


def register(email: str) -> Actor:
    from contexts.identity.parts.accounts.use_cases.register_user import register_user

    user_id = register_user(
        is_verified=True,
        email=email,
        password="a long enough Phrase 71",
        full_name="Asha Debbarma",
        at=NOW,
    )
    return Actor(id=user_id, kind="user")


@pytest.fixture
def sold(db: None) -> SimpleNamespace:
    """What is on sale."""
    return sell_catalog()


@pytest.fixture
def asha(db: None) -> Actor:
    """A traveller."""
    return register("asha@riz.example")


@pytest.fixture
def stranger(db: None) -> Actor:
    """Another traveller."""
    return register("stranger@riz.example")


@pytest.fixture
def clerk(db: None, sold: SimpleNamespace) -> Actor:
    """A member of the seller's staff."""
    actor = register("clerk@riz.example")
    grants = {
        Grant(permission=permission, organisation_id=sold.seller)
        for permission in ("booking.read_any", "booking.manage_any")
    }
    return Actor(id=actor.id, kind="user", grants=frozenset(grants))


def staff(email: str, *, role: str = "PORTAL_STAFF", organisation_id: Any = None) -> Actor:
    """Somebody with a role, as identity knows them."""
    from contexts.identity.contracts import Role
    from contexts.identity.parts.organisations.use_cases.grant_role import grant_role

    actor = register(email)
    assert actor.id
    grant_role(
        user_id=actor.id, role=Role(role), organisation_id=organisation_id, actor=SYSTEM, at=NOW
    )
    return actor


def staff_screens(**who: Any) -> Any:
    """The admin as somebody of the staff sees it."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(id=staff(**who).id))
    return client


def staff_of_nobody(user: Any) -> Actor:
    """A member of staff whose rights are those of an organisation that sells nothing; for RIZ_STAFF_ACTOR."""
    grants = {
        Grant(permission=permission, organisation_id=user.id)
        for permission in ("inventory.manage", "booking.read_any", "booking.manage_any")
    }
    return Actor(id=user.id, kind="user", grants=frozenset(grants))


def book(*, wish: Wish, **facts: Any) -> Any:
    """Order one thing through the use case; return its booking."""
    from contexts.booking.use_cases.place_order import place_order

    (booking,) = place_order(wishes=[wish], **facts).bookings
    return booking


def payable_of(booking: Any) -> Any:
    """Return the id of the payable that was opened last for the order of a booking."""
    from contexts.booking.models import OrderPayable

    found = OrderPayable.objects.filter(order_id=booking.order_id).last()
    return found.id if found else None


def hear_of_payment(booking: Any, *, at: dt.datetime = NOW) -> Any:
    """Let booking hear that the total of a booking was paid; return the booking."""
    from contexts.booking.use_cases.apply_payment import apply_payment

    order = apply_payment(payable_id=payable_of(booking), amount=booking.total, at=at)
    return order.bookings[0] if order else None


def wish(item_id: Any, kind: ItemKind = ItemKind.PACKAGE, **facts: Any) -> Wish:
    given: dict[str, Any] = {
        "start_date": DAY,
        "end_date": DAY + ONE * 2 if kind is ItemKind.ACCOMMODATION else None,
        "quantity": 1,
        "adults": 2,
        "children": 0,
        "infants": 0,
    }
    return Wish(kind=kind, item_id=item_id, **{**given, **facts})
