"""Samples of the OpenAPI description."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.money import Money

from ..contracts import Accommodation, AccommodationKind

ACCOMMODATION = Accommodation(
    id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d12"),
    slug="neermahal-lakeside-room",
    name="Lakeside double room",
    kind=AccommodationKind.ROOM,
    seller_id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d01"),
    destination_id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11"),
    destination_slug="neermahal",
    destination_name="Neermahal",
    time_zone="Asia/Kolkata",
    base_price=Money(180_000, "INR"),
    base_occupancy=2,
    extra_guest_price=Money(50_000, "INR"),
    max_occupancy=3,
    units=8,
    check_in_time=dt.time(13),
    check_out_time=dt.time(11),
    description="A quiet room that looks over the lake.",
    amenities=("breakfast", "hot-water"),
)
