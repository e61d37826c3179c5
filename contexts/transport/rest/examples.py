"""Examples of the OpenAPI description."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_ID = "AZCgnwH6-Kb1Agx1bnVrb3RpgAg..."
_STATION = {
    "name": "Agartala",
    "lat": 23.7926,
    "lon": 91.278,
    "at": "2026-12-24T00:45:00Z",
    "scheduled_at": None,
    "is_skipped": False,
    "time_zone": "Asia/Kolkata",
    "stop_id": "AGTL",
    "code": "AGTL",
    "platform": "",
    "alerts": [],
}
_SOURCE = {
    "feed": "india_trains",
    "publisher": "RIZ",
    "version": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11",
}
_PLACE: dict[str, Any] = {
    "id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d12",
    "kind": "city",
    "name": "Agartala",
    "code": "",
    "region": "Tripura",
    "country": "IN",
    "lat": 23.8315,
    "lon": 91.2868,
    "time_zone": "Asia/Kolkata",
}
_END = _STATION | {
    "name": "Dharmanagar",
    "lat": 24.3757,
    "lon": 92.1628,
    "at": "2026-12-24T04:00:00Z",
    "stop_id": "DMR",
    "code": "DMR",
}
_LEG = {
    "mode": "train",
    "origin": _STATION,
    "destination": _END,
    "duration_s": 11_700,
    "distance_m": 138_000,
    "fare": {"amount_minor": 6_500, "currency": "INR"},
    "is_fare_estimated": True,
    "ticket": "in.train.second",
    "travel_class": "second",
    "co2_g": 1_100,
    "discomfort_s": 13_100,
    "is_estimated": False,
    "operator": "Indian Railways",
    "line": "15664",
    "line_name": "Agartala Silchar Express",
    "headsign": "Silchar",
    "trip": "15664",
    "colour": "",
    "every_s": None,
    "wheelchair": False,
    "bicycles": False,
    "source": _SOURCE,
    "note": "",
    "stops": None,
    "geometry": None,
    "is_live": True,
    "is_cancelled": False,
    "alerts": [
        {
            "header": "Works near Ambassa",
            "description": "Trains take up to 20 minutes longer.",
            "url": "",
            "cause": "maintenance",
            "effect": "significant_delays",
            "severity": "warning",
        }
    ],
}
_OPTION: dict[str, Any] = {
    "id": _ID,
    "url": f"/api/v1/transport/route/{_ID}",
    "family": "rail",
    "modes": ["train"],
    "departs": "2026-12-24T00:45:00Z",
    "arrives": "2026-12-24T04:00:00Z",
    "origin_time_zone": "Asia/Kolkata",
    "destination_time_zone": "Asia/Kolkata",
    "duration_s": 11_700,
    "transfers": 0,
    "walk_m": 0,
    "walk_s": 0,
    "wait_s": 0,
    "distance_m": 138_000,
    "cost": {"amount_minor": 6_500, "currency": "INR"},
    "co2_g": 1_100,
    "discomfort_s": 13_100,
    "comfort_score": 62,
    "is_direct": True,
    "is_estimated": True,
    "is_dominated": False,
    "score": 0.0312,
    "picks": ["cheapest"],
    "legs": [_LEG],
    "other_departures": [],
    "is_feasible": True,
}
_OPTIONS = {
    "results": [_OPTION],
    "next": "https://riz.example/api/v1/transport/options?origin=Agartala&dest=Dharmanagar&cursor=...",
    "previous": None,
    "picks": [
        {
            "name": "cheapest",
            "option_id": _ID,
            "reason": "Least money: ₹65.00; takes 20 min longer than the fastest.",
        }
    ],
    "baselines": [],
    "origin": _PLACE,
    "destination": _PLACE | {"name": "Dharmanagar", "lat": 24.3757, "lon": 92.1628},
    "searched_from": "2026-12-23T18:30:00Z",
    "searched_until": "2026-12-24T18:30:00Z",
    "arrive_by": False,
    "distance_m": 107_000,
    "found": 4,
    "truncated": False,
    "capped": False,
    "timetable": "5f2c9a1e",
    "attributions": [_SOURCE],
}


def _answer(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, status_codes=["200"])


OPTIONS = _answer("Agartala to Dharmanagar", _OPTIONS)
ROUTE = _answer("a train", _OPTION)
PLACES = _answer("two letters typed", {"results": [_PLACE], "next": None, "previous": None})
FEEDS = _answer(
    "timetables",
    {
        "results": [
            {
                "name": "india_trains",
                "publisher": "RIZ",
                "licence": "GODL-India",
                "attribution": "Indian Railways, data.gov.in",
                "version": _SOURCE["version"],
                "valid_from": "2026-11-01",
                "valid_until": "2027-10-31",
                "time_zone": "Asia/Kolkata",
                "is_long_distance": True,
            }
        ],
        "next": None,
        "previous": None,
    },
)
LOCAL = _answer(
    "a stop",
    {
        "results": [
            {
                "stop_id": "T1",
                "feed": "tripura_buses",
                "name": "Nagerjala",
                "code": "",
                "platform": "",
                "lat": 23.815,
                "lon": 91.272,
                "time_zone": "Asia/Kolkata",
                "distance_m": 310,
                "walk_s": 259,
                "step_free": False,
                "lines": [
                    {
                        "mode": "bus",
                        "line": "7",
                        "line_name": "Agartala Melaghar",
                        "operator": "TRTC",
                        "headsign": "Melaghar",
                        "colour": "",
                        "departures": [
                            {
                                "departs": "2026-12-24T02:32:00Z",
                                "scheduled": "2026-12-24T02:30:00Z",
                                "is_live": True,
                                "headsign": "Melaghar",
                                "trip": "",
                                "platform": "",
                                "vehicle": {
                                    "lat": 23.8201,
                                    "lon": 91.2744,
                                    "bearing": 185.0,
                                    "occupancy": "few_seats_available",
                                    "at": "2026-12-24T02:26:40Z",
                                },
                            }
                        ],
                    }
                ],
            }
        ],
        "next": None,
        "previous": None,
    },
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
TOURS = _answer(
    "two legs",
    {
        "order": [0, 1, 2],
        "order_is_exact": True,
        "places": [_PLACE | {"name": "Kolkata"}, _PLACE, _PLACE | {"name": "Unakoti"}],
        "surface_sectors": [],
        "results": [
            {
                "legs": [_OPTION],
                "departs": "2026-12-24T00:45:00Z",
                "arrives": "2026-12-26T08:00:00Z",
                "duration_s": 198_900,
                "cost": {"amount_minor": 506_500, "currency": "INR"},
                "co2_g": 90_000,
                "discomfort_s": 30_000,
                "transfers": 1,
                "picks": ["balanced"],
            }
        ],
        "picks": [{"name": "balanced", "index": 0, "reason": "A good balance."}],
        "truncated": False,
        "capped": False,
        "timetable": "5f2c9a1e",
    },
)
