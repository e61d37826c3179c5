"""What staff might state, for tests of use cases."""

from __future__ import annotations

import datetime as dt

from contexts.catalog.parts.accommodations.contracts import AccommodationFacts, AccommodationKind
from contexts.catalog.parts.destinations.contracts import DestinationFacts
from contexts.catalog.parts.experiences.contracts import (
    Difficulty,
    ExperienceFacts,
    ExperienceKind,
    OpeningHours,
)
from contexts.catalog.parts.packages.contracts import (
    PackageDayFacts,
    PackageFacts,
    PackageKind,
    PackagePrice,
    TravellerKind,
)
from contexts.catalog.parts.places.contracts import PlaceFacts, PlaceKind
from riz.money import Money


def inr(rupees: int) -> Money:
    return Money(rupees * 100, "INR")


NEERMAHAL = DestinationFacts(
    slug="neermahal",
    name="Neermahal",
    district="Sepahijala",
    region="Tripura",
    summary="A palace in a lake.",
    description="Boats cross to it from Melaghar.",
    lat=23.5044,
    lon=91.3147,
    time_zone="Asia/Kolkata",
)
STATE_MUSEUM = PlaceFacts(
    name="Tripura State Museum", kind=PlaceKind.MUSEUM, lat=23.8371, lon=91.2826
)
LAKESIDE_ROOM = AccommodationFacts(
    slug="lakeside-room",
    destination="neermahal",
    name="Lakeside room",
    kind=AccommodationKind.ROOM,
    base_price=inr(1800),
    base_occupancy=2,
    extra_guest_price=inr(500),
    max_occupancy=3,
    units=8,
    check_in_time=dt.time(13),
    check_out_time=dt.time(11),
    amenities=("breakfast",),
)
PALACE_BY_BOAT = ExperienceFacts(
    slug="palace-by-boat",
    title="The palace by boat",
    kind=ExperienceKind.CULTURE,
    difficulty=Difficulty.EASY,
    duration_seconds=5400,
    destinations=("neermahal",),
    adult_price=inr(400),
    child_price=inr(200),
    daily_capacity=24,
    opening_hours=(OpeningHours(weekday=6, opens_at=dt.time(9), closes_at=dt.time(17)),),
)


def price(
    kind: TravellerKind = TravellerKind.ADULT,
    rupees: int = 6500,
    *,
    min_party: int = 1,
    max_party: int | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> PackagePrice:
    return PackagePrice(
        traveller_kind=kind,
        price=inr(rupees),
        min_party=min_party,
        max_party=max_party,
        valid_from=valid_from,
        valid_to=valid_to,
    )


LAKE_WEEKEND = PackageFacts(
    slug="lake-weekend",
    name="Lake weekend",
    kind=PackageKind.FAMILY,
    duration_days=2,
    departure_capacity=20,
    departure_weekdays=(5, 6),
    days=(
        PackageDayFacts(
            day=1,
            title="To the lake",
            destinations=("neermahal",),
            experiences=("palace-by-boat",),
        ),
        PackageDayFacts(day=2, title="And back"),
    ),
    prices=(price(), price(TravellerKind.CHILD, 3000)),
    inclusions=("One night",),
    amenities=("breakfast",),
)
