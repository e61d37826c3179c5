"""Samples of the OpenAPI description."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

from drf_spectacular.utils import OpenApiExample

from riz.money import Money

from ..contracts import (
    Family,
    Leg,
    LegEnd,
    Option,
    Options,
    Pick,
    PickName,
    Place,
    PlaceKind,
    ServiceAlert,
    Source,
    TravelMode,
)
from ..domain.options.results import (
    FeedInfo,
    LineBoard,
    NearStop,
    NextDeparture,
    Tour,
    TourPick,
    Tours,
    VehicleSeen,
)

_ID = "AZCgnwH6-Kb1Agx1bnVrb3RpgAg..."
_SOURCE = Source(
    feed="india_trains", publisher="RIZ", version="0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11"
)
_STATION = LegEnd(
    name="Agartala",
    latitude=23.7926,
    longitude=91.278,
    time_zone="Asia/Kolkata",
    at=dt.datetime(2026, 12, 24, 0, 45, tzinfo=dt.UTC),
    stop_id="AGTL",
    code="AGTL",
)
PLACE = Place(
    kind=PlaceKind.CITY,
    name="Agartala",
    latitude=23.8315,
    longitude=91.2868,
    time_zone="Asia/Kolkata",
    id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d12"),
    region="Tripura",
    country="IN",
)
_LEG = Leg(
    mode=TravelMode.TRAIN,
    origin=_STATION,
    destination=replace(
        _STATION,
        name="Dharmanagar",
        latitude=24.3757,
        longitude=92.1628,
        at=dt.datetime(2026, 12, 24, 4, 0, tzinfo=dt.UTC),
        stop_id="DMR",
        code="DMR",
    ),
    duration_s=11_700,
    distance_m=138_000,
    fare=Money(6_500, "INR"),
    co2_g=1100,
    discomfort_s=13_100,
    is_estimated=False,
    operator="Indian Railways",
    line="15664",
    line_name="Agartala Silchar Express",
    headsign="Silchar",
    trip="15664",
    ticket="in.train.second",
    travel_class="second",
    is_fare_estimated=True,
    source=_SOURCE,
    is_live=True,
    alerts=(
        ServiceAlert(
            header="Works near Ambassa",
            description="Trains take up to 20 minutes longer.",
            url="",
            cause="maintenance",
            effect="significant_delays",
            severity="warning",
        ),
    ),
)
OPTION = Option(
    id=_ID,
    family=Family.RAIL,
    modes=(TravelMode.TRAIN,),
    departs=dt.datetime(2026, 12, 24, 0, 45, tzinfo=dt.UTC),
    arrives=dt.datetime(2026, 12, 24, 4, 0, tzinfo=dt.UTC),
    origin_zone="Asia/Kolkata",
    destination_zone="Asia/Kolkata",
    duration_s=11_700,
    transfers=0,
    walk_m=0,
    walk_s=0,
    wait_s=0,
    distance_m=138_000,
    cost=Money(6_500, "INR"),
    co2_g=1100,
    discomfort_s=13_100,
    comfort_score=62,
    is_direct=True,
    is_estimated=True,
    is_dominated=False,
    score=0.0312,
    picks=(PickName.CHEAPEST,),
    legs=(_LEG,),
)
OPTIONS = Options(
    origin=PLACE,
    destination=replace(PLACE, name="Dharmanagar", latitude=24.3757, longitude=92.1628),
    searched_from=dt.datetime(2026, 12, 23, 18, 30, tzinfo=dt.UTC),
    searched_until=dt.datetime(2026, 12, 24, 18, 30, tzinfo=dt.UTC),
    arrive_by=False,
    distance_m=107_000,
    results=(OPTION,),
    picks=(
        Pick(
            name=PickName.CHEAPEST,
            option_id=_ID,
            reason="Least money: ₹65.00; takes 20 min longer than the fastest.",
        ),
    ),
    baselines=(),
    found=4,
    truncated=False,
    capped=False,
    timetable="5f2c9a1e",
    attributions=(_SOURCE,),
)
FEED = FeedInfo(
    name="india_trains",
    publisher="RIZ",
    licence="GODL-India",
    attribution="Indian Railways, data.gov.in",
    version="0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11",
    valid_from=dt.date(2026, 11, 1),
    valid_until=dt.date(2027, 10, 31),
    time_zone="Asia/Kolkata",
    is_long_distance=True,
)
STOP = NearStop(
    stop_id="T1",
    feed="tripura_buses",
    name="Nagerjala",
    code="",
    platform="",
    latitude=23.815,
    longitude=91.272,
    time_zone="Asia/Kolkata",
    distance_m=310,
    walk_s=259,
    step_free=False,
    lines=(
        LineBoard(
            mode=TravelMode.BUS,
            line="7",
            line_name="Agartala Melaghar",
            operator="TRTC",
            headsign="Melaghar",
            colour="",
            departures=(
                NextDeparture(
                    departs=dt.datetime(2026, 12, 24, 2, 32, tzinfo=dt.UTC),
                    scheduled=dt.datetime(2026, 12, 24, 2, 30, tzinfo=dt.UTC),
                    is_live=True,
                    headsign="Melaghar",
                    trip="",
                    platform="",
                    vehicle=VehicleSeen(
                        latitude=23.8201,
                        longitude=91.2744,
                        bearing=185.0,
                        occupancy="few_seats_available",
                        at=dt.datetime(2026, 12, 24, 2, 26, 40, tzinfo=dt.UTC),
                    ),
                ),
            ),
        ),
    ),
)
TOURS = Tours(
    order=(0, 1, 2),
    order_is_exact=True,
    places=(replace(PLACE, name="Kolkata"), PLACE, replace(PLACE, name="Unakoti")),
    surface_sectors=(),
    results=(
        Tour(
            legs=(OPTION,),
            departs=dt.datetime(2026, 12, 24, 0, 45, tzinfo=dt.UTC),
            arrives=dt.datetime(2026, 12, 26, 8, 0, tzinfo=dt.UTC),
            duration_s=198_900,
            cost=Money(506_500, "INR"),
            co2_g=90_000,
            discomfort_s=30_000,
            transfers=1,
            picks=(PickName.BALANCED,),
        ),
    ),
    picks=(TourPick(name=PickName.BALANCED, index=0, reason="A good balance."),),
    truncated=False,
    capped=False,
    timetable="5f2c9a1e",
)
TOUR_INPUT = OpenApiExample(
    "three places",
    value={
        "date": "2026-12-24",
        "places": [
            {"place": "Kolkata"},
            {"place": "Agartala", "nights": 2},
            {"place": "Unakoti"},
        ],
        "order": "given",
    },
    request_only=True,
)
