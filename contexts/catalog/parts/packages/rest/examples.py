"""Samples of the OpenAPI description."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.money import Money

from ...destinations.contracts import DestinationName
from ..contracts import Package, PackageDay, PackageKind, PackagePrice, TravellerKind

PACKAGE = Package(
    id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d15"),
    slug="agartala-weekend",
    name="Agartala weekend",
    kind=PackageKind.FAMILY,
    seller_id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d01"),
    time_zone="Asia/Kolkata",
    duration_days=2,
    departure_capacity=20,
    departure_weekdays=(5, 6),
    departure_time=dt.time(9, 30),
    booking_cutoff_minutes=1440,
    prices=(
        PackagePrice(
            traveller_kind=TravellerKind.ADULT,
            price=Money(650_000, "INR"),
            min_party=1,
            max_party=20,
            valid_from=None,
            valid_to=None,
        ),
    ),
    description="Two easy days in the capital.",
    inclusions=("One night in a double room",),
    exclusions=("Fares to and from Tripura",),
    amenities=("breakfast", "private-car"),
    days=(
        PackageDay(
            day=1,
            title="Palace and old town",
            text="Arrive by noon and visit the palace museum.",
            destinations=(
                DestinationName(
                    id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d16"),
                    slug="ujjayanta-palace",
                    name="Ujjayanta Palace",
                ),
            ),
            experiences=(),
        ),
    ),
)
