"""Samples of the OpenAPI description."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from drf_spectacular.utils import OpenApiExample

from riz.money import Money

from ..contracts import (
    Availability,
    Calendar,
    CalendarDate,
    Hold,
    HoldLine,
    HoldState,
    NightQuote,
    Slot,
    SlotDate,
    Slots,
    StayQuote,
)

RESOURCE_ID = UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11")
_PRICE = Money(240_000, "INR")

HOLD_INPUT = OpenApiExample(
    "two nights",
    value={
        "lines": [
            {
                "resource_id": str(RESOURCE_ID),
                "first_date": "2026-12-24",
                "end_date": "2026-12-26",
                "quantity": 1,
            }
        ]
    },
    request_only=True,
)
HOLD = Hold(
    id=UUID("0198c5f3-1c11-7e0b-8d7a-2f4b8a6c9d10"),
    requester="user:0198c5f0-1122-7aaa-8bbb-99aabbccddee",
    state=HoldState.HELD,
    expires_at=dt.datetime(2026, 11, 22, 8, 15, tzinfo=dt.UTC),
    lines=(
        HoldLine(
            resource_id=RESOURCE_ID,
            first_date=dt.date(2026, 12, 24),
            end_date=dt.date(2026, 12, 26),
            quantity=1,
        ),
    ),
)
_DATE = CalendarDate(
    date=dt.date(2026, 12, 24),
    free=7,
    is_closed=False,
    min_stay=2,
    max_stay=None,
    closed_to_arrival=False,
    closed_to_departure=False,
    unit_price=_PRICE,
    capacity=8,
    own_capacity=None,
    overbooking=0,
    overbooking_reason="",
    held=0,
    sold=1,
    blocked=0,
    own_price=None,
)
AVAILABILITY = Availability(resource_id=RESOURCE_ID, dates=(_DATE,))
CALENDAR = Calendar(resource_id=RESOURCE_ID, dates=(_DATE,))
_EXPERIENCE_ID = UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d13")
SLOTS = Slots(
    item_id=_EXPERIENCE_ID,
    slots=(
        Slot(
            resource_id=RESOURCE_ID,
            item_id=_EXPERIENCE_ID,
            starts_at=dt.time(16, 30),
            dates=(SlotDate(date=dt.date(2026, 12, 24), free=20, is_closed=False),),
        ),
    ),
)
DATES_INPUT = OpenApiExample(
    "the weekends of December",
    value={
        "resource_id": str(RESOURCE_ID),
        "first_date": "2026-12-01",
        "end_date": "2027-01-01",
        "weekdays": [5, 6],
        "min_stay": 2,
        "own_price": {"amount_minor": 320_000, "currency": "INR"},
    },
    request_only=True,
)
QUOTE = StayQuote(
    resource_id=RESOURCE_ID,
    check_in=dt.date(2026, 12, 24),
    check_out=dt.date(2026, 12, 25),
    units=1,
    guests=2,
    guests_by_unit=(2,),
    base_occupancy=2,
    extra_guest=Money(80_000, "INR"),
    nights=(
        NightQuote(
            date=dt.date(2026, 12, 24), free=7, base=_PRICE, price=_PRICE, unit_prices=(_PRICE,)
        ),
    ),
    total=_PRICE,
    refusal=None,
)
