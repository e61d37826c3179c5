"""What is answered over HTTP, as plain values; `serializers` describes the same shapes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from riz.money import Money

from ..contracts import Leg, LegEnd, Option, Options, Place, ServiceAlert, Source
from ..domain.options.told import FeedInfo, NearStop, Tour, Tours, VehicleSeen

ROUTES = "/api/v1/transport/route/"


def options(found: Options) -> dict[str, Any]:
    """Write what is between two places; `next` and `previous` are added by whoever knows the address."""
    return {
        "results": [option(each) for each in found.results],
        "next": None,
        "previous": None,
        "picks": [
            {"name": pick.name.value, "option_id": pick.option_id, "reason": pick.reason}
            for pick in found.picks
        ],
        "baselines": [option(each) for each in found.baselines],
        "origin": place(found.origin),
        "destination": place(found.destination),
        "searched_from": found.searched_from,
        "searched_until": found.searched_until,
        "arrive_by": found.arrive_by,
        "distance_m": found.distance_m,
        "found": found.found,
        "truncated": found.truncated,
        "capped": found.capped,
        "timetable": found.timetable,
        "attributions": [source(each) for each in found.attributions],
    }


def option(each: Option) -> dict[str, Any]:
    """Write one way."""
    return {
        "id": each.id or None,
        "url": f"{ROUTES}{quote(each.id)}" if each.id else None,
        "family": each.family.value,
        "modes": [mode.value for mode in each.modes],
        "departs": each.departs,
        "arrives": each.arrives,
        "origin_time_zone": each.origin_zone,
        "destination_time_zone": each.destination_zone,
        "duration_s": each.duration_s,
        "transfers": each.transfers,
        "walk_m": each.walk_m,
        "walk_s": each.walk_s,
        "wait_s": each.wait_s,
        "distance_m": each.distance_m,
        "cost": money(each.cost),
        "co2_g": each.co2_g,
        "discomfort_s": each.discomfort_s,
        "comfort_score": each.comfort_score,
        "is_direct": each.is_direct,
        "is_estimated": each.is_estimated,
        "is_dominated": each.is_dominated,
        "score": each.score,
        "picks": [pick.value for pick in each.picks],
        "legs": [leg(one) for one in each.legs],
        "other_departures": [
            {
                "id": other.id,
                "departs": other.departs,
                "arrives": other.arrives,
                "cost": money(other.cost),
            }
            for other in each.other_departures
        ],
        "is_feasible": each.is_feasible,
    }


def leg(each: Leg) -> dict[str, Any]:
    """Write one leg."""
    return {
        "mode": each.mode.value,
        "origin": end(each.origin),
        "destination": end(each.destination),
        "duration_s": each.duration_s,
        "distance_m": each.distance_m,
        "fare": money(each.fare),
        "is_fare_estimated": each.is_fare_estimated,
        "ticket": each.ticket,
        "travel_class": each.travel_class,
        "co2_g": each.co2_g,
        "discomfort_s": each.discomfort_s,
        "is_estimated": each.is_estimated,
        "operator": each.operator,
        "line": each.line,
        "line_name": each.line_name,
        "headsign": each.headsign,
        "trip": each.trip,
        "colour": each.colour,
        "every_s": each.every_s or None,
        "wheelchair": each.wheelchair,
        "bicycles": each.bicycles,
        "source": None if each.source is None else source(each.source),
        "note": each.note,
        "stops": None if each.stops is None else [end(stop) for stop in each.stops],
        "geometry": None
        if each.geometry is None
        else {"type": "LineString", "coordinates": [list(point) for point in each.geometry]},
        "is_live": each.is_live,
        "is_cancelled": each.is_cancelled,
        "alerts": [alert(one) for one in each.alerts],
    }


def alert(each: ServiceAlert) -> dict[str, Any]:
    """Write what passengers are warned of."""
    return {
        "header": each.header,
        "description": each.description,
        "url": each.url,
        "cause": each.cause,
        "effect": each.effect,
        "severity": each.severity,
    }


def end(each: LegEnd) -> dict[str, Any]:
    """Write where and when."""
    return {
        "name": each.name,
        "lat": each.latitude,
        "lon": each.longitude,
        "at": each.at,
        "scheduled_at": each.scheduled_at,
        "is_skipped": each.is_skipped,
        "time_zone": each.time_zone,
        "stop_id": each.stop_id,
        "code": each.code,
        "platform": each.platform,
        "alerts": [alert(one) for one in each.alerts],
    }


def money(amount: Money | None) -> dict[str, Any] | None:
    """Write an amount."""
    if amount is None:
        return None
    return {"amount_minor": amount.amount_minor, "currency": amount.currency}


def source(each: Source) -> dict[str, Any]:
    """Write whose timetable it is."""
    return {"feed": each.feed, "publisher": each.publisher, "version": each.version}


def place(each: Place) -> dict[str, Any]:
    """Write a place."""
    return {
        "id": each.id,
        "kind": each.kind.value,
        "name": each.name,
        "code": each.code,
        "region": each.region,
        "country": each.country,
        "lat": each.latitude,
        "lon": each.longitude,
        "time_zone": each.time_zone,
    }


def tours(found: Tours) -> dict[str, Any]:
    """Write ways to visit several places."""
    return {
        "order": list(found.order),
        "order_is_exact": found.order_is_exact,
        "places": [place(each) for each in found.places],
        "surface_sectors": list(found.surface_sectors),
        "results": [tour(each) for each in found.results],
        "picks": [
            {"name": pick.name.value, "index": pick.index, "reason": pick.reason}
            for pick in found.picks
        ],
        "truncated": found.truncated,
        "capped": found.capped,
        "timetable": found.timetable,
    }


def tour(each: Tour) -> dict[str, Any]:
    """Write one of them."""
    return {
        "legs": [option(leg_) for leg_ in each.legs],
        "departs": each.departs,
        "arrives": each.arrives,
        "duration_s": each.duration_s,
        "cost": money(each.cost),
        "co2_g": each.co2_g,
        "discomfort_s": each.discomfort_s,
        "transfers": each.transfers,
        "picks": [pick.value for pick in each.picks],
    }


def stops(found: Iterable[NearStop]) -> list[dict[str, Any]]:
    """Write stops with what leaves them."""
    return [_stop(each) for each in found]


def _stop(each: NearStop) -> dict[str, Any]:
    return {
        "stop_id": each.stop_id,
        "feed": each.feed,
        "name": each.name,
        "code": each.code,
        "platform": each.platform,
        "lat": each.latitude,
        "lon": each.longitude,
        "time_zone": each.time_zone,
        "distance_m": each.distance_m,
        "walk_s": each.walk_s,
        "step_free": each.step_free,
        "lines": [
            {
                "mode": line.mode.value,
                "line": line.line,
                "line_name": line.line_name,
                "operator": line.operator,
                "headsign": line.headsign,
                "colour": line.colour,
                "departures": [
                    {
                        "departs": departure.departs,
                        "scheduled": departure.scheduled,
                        "is_live": departure.is_live,
                        "headsign": departure.headsign,
                        "trip": departure.trip,
                        "platform": departure.platform,
                        "vehicle": _vehicle(departure.vehicle),
                    }
                    for departure in line.departures
                ],
            }
            for line in each.lines
        ],
    }


def _vehicle(each: VehicleSeen | None) -> dict[str, Any] | None:
    if each is None:
        return None
    return {
        "lat": each.latitude,
        "lon": each.longitude,
        "bearing": each.bearing,
        "occupancy": each.occupancy,
        "at": each.at,
    }


def feed(each: FeedInfo) -> dict[str, Any]:
    """Write a timetable in use."""
    return {
        "name": each.name,
        "publisher": each.publisher,
        "licence": each.licence,
        "attribution": each.attribution,
        "version": each.version,
        "valid_from": each.valid_from,
        "valid_until": each.valid_until,
        "time_zone": each.time_zone,
        "is_long_distance": each.is_long_distance,
    }
