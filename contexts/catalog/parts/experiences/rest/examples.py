"""Samples of the OpenAPI description."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.money import Money

from ...destinations.contracts import DestinationName
from ..contracts import Difficulty, Experience, ExperienceKind, OpeningHours

EXPERIENCE = Experience(
    id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d13"),
    slug="kamalasagar-evening-aarti",
    title="Evening lamps at Kamalasagar",
    kind=ExperienceKind.SPIRITUAL,
    difficulty=Difficulty.EASY,
    seller_id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d01"),
    time_zone="Asia/Kolkata",
    duration_seconds=5400,
    adult_price=Money(40_000, "INR"),
    child_price=Money(20_000, "INR"),
    daily_capacity=24,
    min_age=0,
    open_weekdays=(6,),
    description="Lamps are lit above the lake when the sun goes down.",
    destinations=(
        DestinationName(
            id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d14"),
            slug="kamalasagar-kali-temple",
            name="Kamalasagar Kali temple",
        ),
    ),
    opening_hours=(OpeningHours(weekday=6, opens_at=dt.time(16, 30), closes_at=dt.time(19)),),
    start_times=(dt.time(16, 30), dt.time(17, 15)),
    booking_cutoff_minutes=60,
)
