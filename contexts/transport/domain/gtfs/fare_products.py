"""Fares of the second kind: products, rules for legs by network and area, and rules for changes."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..timetable.feed import NONE
from ..timetable.view import Int16, Int32
from .agencies import Routes
from .cells import MISSING
from .fare_tables import (
    DESTINATION,
    ORIGIN,
    PRODUCT,
    Fares,
    all_texts,
    in_minor,
    in_one_currency,
    on_routes,
    refers_to_nothing,
    with_rules_only,
)
from .notices import Severity
from .scanning import Mask
from .stops import Stops, index_of, report_rows
from .tables import Reader, Table

_PRODUCTS: Final = "fare_products.txt"
_LEGS: Final = "fare_leg_rules.txt"
_CHANGES: Final = "fare_transfer_rules.txt"
_ANY_NUMBER: Final = -1
_FIRST_LEG_AND_CHANGE: Final = 0
_MOST_CHANGES: Final = 32_767


def read_fare_products(reader: Reader, stops: Stops, routes: Routes) -> Fares | None:
    """Read fares of the second kind; None where the feed has none that can be used."""
    table = reader.read(_PRODUCTS)
    currency = in_one_currency(reader, table, "amount", "currency")
    _keep_usual(reader, table)
    if not len(table):
        return None
    stop_zone = _stop_areas(reader, stops)
    networks = _networks(reader, routes)
    legs = reader.read(_LEGS)
    product = index_of(table.whole("fare_product_id"), reader.pool("product").count)
    legs.keep(~refers_to_nothing(legs, "network_id", "from_area_id", "to_area_id"))
    legs.keep(product[legs.whole("fare_product_id")] >= 0)
    _report_unused(reader, legs)
    rules = np.full((len(legs), 5), NONE, dtype=np.int32)
    rules[:, PRODUCT] = product[legs.whole("fare_product_id")]
    rules[:, ORIGIN] = legs.whole("from_area_id")
    rules[:, DESTINATION] = legs.whole("to_area_id")
    transfers, transfer_s = _changes(reader, legs, rules[:, PRODUCT], len(table))
    names = reader.pool(f"{_PRODUCTS}.fare_product_name")
    fares = Fares(
        currency=currency,
        product_ids=reader.pool("product").texts(table.whole("fare_product_id")),
        product_names=names.texts(table.whole("fare_product_name")),
        product_minor=in_minor(table.decimals("amount"), currency),
        product_transfers=transfers,
        product_transfer_s=transfer_s,
        rules=on_routes(reader, rules, _allowed(legs, networks)),
        zone_ids=all_texts(reader, "area"),
        stop_zone=stop_zone,
    )
    return with_rules_only(fares)


def _keep_usual(reader: Reader, table: Table) -> None:
    """Keep one price of each product: that of anybody with any ticket, else the first."""
    special = (table.whole("rider_category_id") >= 0).astype(np.int64) * 2
    special += table.whole("fare_media_id") >= 0
    order = np.lexsort((np.arange(len(table)), special, table.whole("fare_product_id")))
    sorted_ids = table.whole("fare_product_id")[order]
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = sorted_ids[1:] != sorted_ids[:-1]
    kept = np.zeros(len(order), dtype=np.bool_)
    kept[order[is_first]] = True
    message = "prices for groups of riders or ways to pay are left out"
    report_rows(
        reader, table, "fare_product_not_used", ~kept, "fare_product_id", message, Severity.INFO
    )
    table.keep(kept)


def _stop_areas(reader: Reader, stops: Stops) -> Int32:
    """Return each location's area: its own, else its station's; of several the first."""
    reader.read("areas.txt")
    table = reader.read("stop_areas.txt")
    row = stops.index[table.whole("stop_id")]
    table.keep(row >= 0)
    row = stops.index[table.whole("stop_id")]
    _, first = np.unique(row, return_index=True)
    again = np.ones(len(row), dtype=np.bool_)
    again[first] = False
    message = "a stop has one area here: the first"
    report_rows(reader, table, "stop_area_not_used", again, "area_id", message, Severity.INFO)
    zone = np.full(len(stops), NONE, dtype=np.int32)
    zone[row[first]] = table.whole("area_id")[first]
    inherited = np.where(stops.parent >= 0, zone[stops.parent], NONE)
    return np.where(zone >= 0, zone, inherited).astype(np.int32)


def _networks(reader: Reader, routes: Routes) -> Int32:
    """Return each route's network."""
    reader.read("networks.txt")
    table = reader.read("route_networks.txt")
    network = routes.network.copy()
    row = routes.index[table.whole("route_id")]
    network[row[row >= 0]] = table.whole("network_id")[row >= 0]
    return network


def _allowed(legs: Table, networks: Int32) -> list[Int32 | None]:
    """Return the routes of each rule; a rule without a network holds for those that no rule names."""
    named = np.unique(legs.whole("network_id"))
    ranked = "rule_priority" in legs.present
    others = np.flatnonzero(~np.isin(networks, named[named >= 0])).astype(np.int32)
    return [
        _routes_of(int(number), networks, named, others, ranked=ranked)
        for number in legs.whole("network_id")
    ]


def _routes_of(
    network: int, networks: Int32, named: Int32, others: Int32, *, ranked: bool
) -> Int32 | None:
    if network >= 0:
        return np.flatnonzero(networks == network).astype(np.int32)
    return None if ranked or not (named >= 0).any() else others


def _report_unused(reader: Reader, legs: Table) -> None:
    timed = (legs.whole("from_timeframe_group_id") >= 0) | (
        legs.whole("to_timeframe_group_id") >= 0
    )
    message = "the price holds at any time here"
    report_rows(reader, legs, "fare_timeframe_not_used", timed, "", message, Severity.INFO)
    ranked = legs.whole("rule_priority", 0) > 0
    message = "rules have no ranks here"
    report_rows(
        reader, legs, "fare_rule_priority_not_used", ranked, "rule_priority", message, Severity.INFO
    )


def _changes(reader: Reader, legs: Table, product: Int32, products: int) -> tuple[Int16, Int32]:
    """Return how many further boardings each product covers, and for how long, where changes within it are free."""
    table = reader.read(_CHANGES)
    free = _is_free(table)
    message = "only free changes within one group of legs are known here"
    report_rows(reader, table, "fare_transfer_rule_not_used", ~free, "", message, Severity.INFO)
    table.keep(free)
    transfers = np.zeros(products, dtype=np.int16)
    transfer_s = np.zeros(products, dtype=np.int32)
    group = legs.whole("leg_group_id")
    counts = table.whole("transfer_count", _ANY_NUMBER)
    seconds = table.whole("duration_limit", 0)
    for row, number in enumerate(table.whole("from_leg_group_id")):
        covered = product[(group == number) if number >= 0 else np.ones(len(group), dtype=np.bool_)]
        transfers[covered] = min(int(counts[row]), _MOST_CHANGES)
        transfer_s[covered] = seconds[row]
    return transfers, transfer_s


def _is_free(table: Table) -> Mask:
    start, end = table.whole("from_leg_group_id"), table.whole("to_leg_group_id")
    known = (start == end) & (start >= NONE)
    no_price = table.whole("fare_product_id") == NONE
    kind = table.whole("fare_transfer_type")
    free: Mask = known & no_price & ((kind == _FIRST_LEG_AND_CHANGE) | (kind == MISSING))
    return free
