"""Fares of the first kind: fare_attributes.txt and fare_rules.txt."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..timetable.feed import NONE, Texts
from ..timetable.view import Int32
from .agencies import Routes
from .fare_tables import (
    PRODUCT,
    ROUTE,
    Fares,
    all_texts,
    in_minor,
    in_one_currency,
    on_routes,
    refers_to_nothing,
    stop_zones,
    with_rules_only,
)
from .notices import Severity
from .stops import PLATFORM, Stops, index_of
from .tables import Reader, Table

_ATTRIBUTES: Final = "fare_attributes.txt"
_RULES: Final = "fare_rules.txt"
_ZONES: Final = ("origin_id", "destination_id", "contains_id")


def read_fare_attributes(reader: Reader, stops: Stops, routes: Routes) -> Fares | None:
    """Read fares of the first kind; None where the feed has none."""
    table = reader.read(_ATTRIBUTES)
    reader.drop_duplicates(table, "fare_id")
    currency = in_one_currency(reader, table, "price", "currency_type")
    if not len(table):
        return None
    rules, zoned = _rules(reader, table, routes)
    if zoned:
        _report_missing_zones(reader, stops)
    ids = reader.pool("fare").texts(table.whole("fare_id"))
    fares = Fares(
        currency=currency,
        product_ids=ids,
        product_names=Texts.of([""] * len(ids)),
        product_minor=in_minor(table.decimals("price"), currency),
        product_transfers=table.whole("transfers", NONE).astype(np.int16),
        product_transfer_s=table.whole("transfer_duration", 0),
        rules=rules,
        zone_ids=all_texts(reader, "zone"),
        stop_zone=stop_zones(stops),
    )
    return with_rules_only(fares)


def _rules(reader: Reader, fares: Table, routes: Routes) -> tuple[Int32, bool]:
    """Return the rules, and whether any names a zone. A fare that no rule names holds everywhere."""
    table = reader.read(_RULES)
    count = reader.pool("fare").count
    ruled = np.zeros(count, dtype=np.bool_)
    ruled[table.whole("fare_id")] = True
    product = index_of(fares.whole("fare_id"), count)
    table.keep(~refers_to_nothing(table, "route_id", *_ZONES))
    table.keep(product[table.whole("fare_id")] >= 0)
    route = routes.index[table.whole("route_id")]
    table.keep((table.whole("route_id") < 0) | (route >= 0))
    named = np.full((len(table), 5), NONE, dtype=np.int32)
    named[:, PRODUCT] = product[table.whole("fare_id")]
    named[:, ROUTE] = routes.index[table.whole("route_id")]
    for column, zone in enumerate(_ZONES, start=ROUTE + 1):
        named[:, column] = table.whole(zone)
    free = np.flatnonzero(~ruled[fares.whole("fare_id")])
    everywhere = np.full((len(free), 5), NONE, dtype=np.int32)
    everywhere[:, PRODUCT] = free
    rules = np.concatenate([named, everywhere])
    zoned = bool((named[:, ROUTE + 1 :] >= 0).any())
    return _of_agencies(reader, fares, routes, rules), zoned


def _of_agencies(reader: Reader, fares: Table, routes: Routes, rules: Int32) -> Int32:
    """Limit fares of one agency to its routes."""
    agency = fares.whole("agency_id")
    several = len(np.unique(routes.agency)) > 1
    allowed: list[Int32 | None] = [
        _routes_of(routes, int(agency[rule[PRODUCT]]))
        if several and rule[ROUTE] < 0 and agency[rule[PRODUCT]] >= 0
        else None
        for rule in rules
    ]
    return on_routes(reader, rules, allowed)


def _routes_of(routes: Routes, agency: int) -> Int32:
    number = routes.agency_index[agency]
    return np.flatnonzero(routes.agency == number).astype(np.int32)


def _report_missing_zones(reader: Reader, stops: Stops) -> None:
    lacking = int(((stop_zones(stops) < 0) & (stops.kind == PLATFORM)).sum())
    if lacking:
        reader.report.add(
            "stop_without_zone_id", Severity.INFO, "stops.txt", field="zone_id", count=lacking
        )
