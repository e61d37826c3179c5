"""Products and rules in the layout that is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from riz.money import is_currency, minor_digits

from ..timetable.feed import NONE, Texts
from ..timetable.view import Int16, Int32
from .archive import Refused
from .notices import Severity
from .scanning import Mask
from .stops import Stops, report_rows
from .tables import Reader, Table

PRODUCT, ROUTE, ORIGIN, DESTINATION, CONTAINS = range(5)
"""Columns of the rules."""

_LARGEST: Final = 2**31 - 1


@dataclass(slots=True)
class Fares:
    """Products, and when each is what a ride costs."""

    currency: str
    product_ids: Texts
    product_names: Texts
    product_minor: Int32
    product_transfers: Int16
    product_transfer_s: Int32
    rules: Int32
    """[rules, 5] product, route, origin, destination, contained zone; NONE stands for any."""
    zone_ids: Texts
    stop_zone: Int32
    """Of each location."""


def no_fares(reader: Reader, stops: Stops) -> Fares:
    """Return no products; zones are kept, for tariffs that use them."""
    nothing = np.empty(0, dtype=np.int32)
    empty = Texts.of([])
    return Fares(
        currency="",
        product_ids=empty,
        product_names=empty,
        product_minor=nothing,
        product_transfers=nothing.astype(np.int16),
        product_transfer_s=nothing,
        rules=np.empty((0, 5), dtype=np.int32),
        zone_ids=all_texts(reader, "zone"),
        stop_zone=stop_zones(stops),
    )


def all_texts(reader: Reader, pool: str) -> Texts:
    """Return every text of a pool."""
    return reader.pool(pool).texts(np.arange(reader.pool(pool).count, dtype=np.int32))


def stop_zones(stops: Stops) -> Int32:
    """Return the fare zone of each location, its station's where it has none."""
    inherited = np.where(stops.parent >= 0, stops.fare_zone[stops.parent], NONE)
    return np.where(stops.fare_zone >= 0, stops.fare_zone, inherited).astype(np.int32)


def in_one_currency(reader: Reader, table: Table, price: str, currency: str) -> str:
    """Keep the rows in the currency that most of them name, and return it; prices can't be negative."""
    codes = np.array(list(reader.values(currency, table, table.whole(currency))), dtype=np.str_)
    unknown = np.array([not is_currency(code) for code in codes], dtype=np.bool_)
    report_rows(reader, table, "invalid_currency", unknown, currency)
    negative = ~(table.decimals(price) >= 0) & ~unknown
    report_rows(reader, table, "number_out_of_range", negative, price)
    good = ~unknown & ~negative
    names, counts = np.unique(codes[good], return_counts=True)
    chosen = str(names[np.argmax(counts)]) if len(names) else ""
    other = good & (codes != chosen)
    message = f"prices are kept in {chosen} only"
    report_rows(reader, table, "fare_in_other_currency", other, currency, message, Severity.INFO)
    table.keep(good & ~other)
    return chosen


def in_minor(prices: np.ndarray[tuple[int], np.dtype[np.float64]], currency: str) -> Int32:
    """Return prices in the currency's minor unit."""
    minor = np.rint(prices * 10.0 ** (minor_digits(currency) if currency else 0))
    return np.minimum(minor, _LARGEST).astype(np.int32)


def on_routes(reader: Reader, rules: Int32, allowed: list[Int32 | None]) -> Int32:
    """Write each rule out for the routes it is limited to; None of them is no limit."""
    written = [
        rule[None, :] if routes is None else _limited(rule, routes)
        for rule, routes in zip(rules, allowed, strict=True)
    ]
    if sum(len(part) for part in written) > reader.limits.rules:
        raise Refused(f"fares have more than {reader.limits.rules} rules")
    return np.concatenate(written) if written else np.empty((0, 5), dtype=np.int32)


def _limited(rule: Int32, routes: Int32) -> Int32:
    repeated = np.repeat(rule[None, :], len(routes), axis=0)
    repeated[:, ROUTE] = routes
    return repeated


def refers_to_nothing(table: Table, *columns: str) -> Mask:
    """Tell which rows name an unknown id: without it they would hold for everything."""
    lost = np.zeros(len(table), dtype=np.bool_)
    for column in columns:
        lost |= table.whole(column) < NONE
    return lost


def chosen(texts: Texts, order: Int32) -> Texts:
    """Return some of the texts."""
    return Texts.of([texts[int(index)] for index in order])


def with_rules_only(fares: Fares) -> Fares:
    """Leave out products that no rule names any more: nobody may take them for ones that hold everywhere."""
    kept = np.unique(fares.rules[:, PRODUCT])
    place = np.full(len(fares.product_minor), NONE, dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    rules = fares.rules.copy()
    rules[:, PRODUCT] = place[rules[:, PRODUCT]]
    return replace(
        fares,
        product_ids=chosen(fares.product_ids, kept),
        product_names=chosen(fares.product_names, kept),
        product_minor=fares.product_minor[kept],
        product_transfers=fares.product_transfers[kept],
        product_transfer_s=fares.product_transfer_s[kept],
        rules=rules,
    )
