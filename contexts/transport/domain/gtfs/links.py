"""Changes and ways between stops: what transfers.txt rules, what pathways allow, and what is near enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..timetable.feed import NONE
from ..timetable.view import STEP_FREE, Int8, Int32, Int64, Uint8
from .archive import Refused
from .near import near_ways
from .notices import Severity
from .pathways import Pathways, read_pathways
from .scanning import Mask
from .stops import PLATFORM, STATION, Stops, report_rows
from .tables import Reader, Table
from .ways import Walking, Ways, joined, metres_apart

_FILE: Final = "transfers.txt"
_RECOMMENDED: Final = 0
_TIMED: Final = 1
_LEAST_TIME: Final = 2
_FORBIDDEN: Final = 3
_IN_SEAT: Final = 4
_NO_CHANGE_S: Final = 10 * 86_400
"""Change time of a stop where nobody may change."""
_LONGEST_S: Final = 86_400
_LARGEST_RULE: Final = 100_000
"""Pairs of platforms that one row may stand for."""


@dataclass(slots=True)
class Links:
    """Ways between stops (rows of stops.txt), and the time a change takes at each stop."""

    ways: Ways
    change_s: Int32
    stop_flags: Uint8


@dataclass(slots=True)
class _Rules:
    """Rows of transfers.txt, written out for platforms."""

    origin: Int32
    destination: Int32
    type: Int8
    seconds: Int32
    """Least time, NONE without one."""

    def where(self, mask: Mask | Int64) -> _Rules:
        return _Rules(
            self.origin[mask], self.destination[mask], self.type[mask], self.seconds[mask]
        )


def read_links(reader: Reader, stops: Stops, walking: Walking) -> Links:
    """Read transfers.txt and add the ways that it doesn't rule."""
    rules = _read_rules(reader, stops)
    change_s = np.full(len(stops), walking.change_s, dtype=np.int32)
    own = rules.where(rules.origin == rules.destination)
    _set_changes(change_s, own)
    rules = rules.where(rules.origin != rules.destination)
    ruled = _ways_of(rules, stops, walking)
    pathways = read_pathways(reader, stops, walking)
    others = _elsewhere(near_ways(stops, walking), stops, pathways)
    ways = joined([ruled, pathways.ways, others], len(stops))
    forbidden = rules.where(rules.type == _FORBIDDEN)
    closed = forbidden.origin.astype(np.int64) * len(stops) + forbidden.destination
    ways = ways.where(~np.isin(ways.pairs(len(stops)), closed))
    if len(ways) > reader.limits.links:
        raise Refused(f"{len(ways)} ways between stops are more than {reader.limits.links}")
    flags = np.where(stops.unsaid & pathways.step_free, STEP_FREE, stops.flags).astype(np.uint8)
    return Links(ways, change_s, flags)


def _elsewhere(ways: Ways, stops: Stops, pathways: Pathways) -> Ways:
    """Leave out ways between platforms whose station says itself how one gets about in it."""
    station = stops.station
    inside = (station[ways.origin] == station[ways.destination]) & (station[ways.origin] != NONE)
    mapped = pathways.mapped[ways.origin] & pathways.mapped[ways.destination]
    return ways.where(~(inside & mapped))


def _set_changes(change_s: Int32, rules: _Rules) -> None:
    timed = rules.type == _TIMED
    change_s[rules.origin[timed]] = 0
    least = (rules.type == _LEAST_TIME) & (rules.seconds != NONE)
    change_s[rules.origin[least]] = rules.seconds[least]
    change_s[rules.origin[rules.type == _FORBIDDEN]] = _NO_CHANGE_S


def _ways_of(rules: _Rules, stops: Stops, walking: Walking) -> Ways:
    rules = rules.where(rules.type != _FORBIDDEN)
    metres = metres_apart(stops.latitude, stops.longitude, rules.origin, rules.destination)
    walk = walking.seconds(metres) + np.where(rules.type == _TIMED, 0, walking.change_s)
    has_time = (rules.type == _LEAST_TIME) & (rules.seconds != NONE)
    seconds = np.where(has_time, rules.seconds, walk).astype(np.int32)
    way_m = np.rint(metres * walking.detour).astype(np.int32)
    return Ways(rules.origin, rules.destination, seconds, way_m)


def _read_rules(reader: Reader, stops: Stops) -> _Rules:
    """Return what is ruled for each pair of platforms; what names platforms goes before what names stations."""
    table = reader.read(_FILE)
    in_seat = table.whole("transfer_type", _RECOMMENDED) >= _IN_SEAT
    message = "staying in or leaving the seat between two trips is not modelled"
    report_rows(
        reader, table, "transfer_not_used", in_seat, "transfer_type", message, Severity.INFO
    )
    table.keep(~in_seat)
    origin = stops.index[table.whole("from_stop_id")]
    destination = stops.index[table.whole("to_stop_id")]
    wrong = (origin >= 0) & (destination >= 0)
    wrong &= (stops.kind[origin] > STATION) | (stops.kind[destination] > STATION)
    report_rows(reader, table, "transfer_with_invalid_stop_location_type", wrong)
    kind = table.whole("transfer_type", _RECOMMENDED).astype(np.int8)
    seconds = table.whole("min_transfer_time", NONE)
    absurd = seconds > _LONGEST_S
    report_rows(reader, table, "number_out_of_range", absurd, "min_transfer_time")
    special = _is_special(reader, table)
    usable = (origin >= 0) & (destination >= 0) & ~wrong & ~absurd
    usable &= ~special | (kind == _LEAST_TIME)
    rules = _Rules(origin, destination, kind, seconds)
    return _written_out(reader, stops, rules.where(usable), special[usable])


def _is_special(reader: Reader, table: Table) -> Mask:
    """Tell which rows hold for some routes or trips only."""
    special = np.zeros(len(table), dtype=np.bool_)
    for column in ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id"):
        special |= table.whole(column) >= 0
    report_rows(
        reader,
        table,
        "transfer_generalised",
        special,
        message="holds for some routes or trips; its time is taken for all, other kinds are left out",
        severity=Severity.INFO,
    )
    return special


def _written_out(reader: Reader, stops: Stops, rules: _Rules, special: Mask) -> _Rules:
    first, members = _platforms_of(stops)
    sizes = np.diff(first)
    counts = sizes[rules.origin] * sizes[rules.destination]
    huge = counts > _LARGEST_RULE
    if huge.any():
        reader.report.add(
            "transfer_not_used",
            Severity.WARNING,
            _FILE,
            count=int(huge.sum()),
            message=f"stands for more than {_LARGEST_RULE} pairs of platforms",
        )
        counts[huge] = 0
    if int(counts.sum()) > reader.limits.links:
        raise Refused(f"transfers.txt rules more than {reader.limits.links} pairs of platforms")
    wide = np.repeat(np.maximum(sizes[rules.destination], 1), counts)
    step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    written = _Rules(
        members[np.repeat(first[rules.origin], counts) + step // wide],
        members[np.repeat(first[rules.destination], counts) + step % wide],
        np.repeat(rules.type, counts),
        np.repeat(rules.seconds, counts),
    )
    return _one_for_each_pair(written, np.repeat(special, counts), np.repeat(counts, counts), stops)


def _platforms_of(stops: Stops) -> tuple[Int64, Int32]:
    """Return for each stop the platforms it stands for: a station's, or itself."""
    owner = np.where(stops.station != NONE, stops.station, NONE)
    rows = np.arange(len(stops), dtype=np.int32)
    own = rows[stops.kind == PLATFORM]
    inside = rows[owner != NONE]
    owners = np.concatenate([own, owner[inside]])
    first = np.zeros(len(stops) + 1, dtype=np.int64)
    np.cumsum(np.bincount(owners, minlength=len(stops)), out=first[1:])
    return first, np.concatenate([own, inside])[np.argsort(owners, kind="stable")]


def _one_for_each_pair(rules: _Rules, special: Mask, breadth: Int64, stops: Stops) -> _Rules:
    """Keep the narrowest rule of each pair; those for some trips only lengthen it."""
    pairs = rules.origin.astype(np.int64) * len(stops) + rules.destination
    order = np.lexsort((np.arange(len(pairs)), breadth, special, pairs))
    pairs, rules, special = pairs[order], rules.where(order), special[order]
    is_first = np.ones(len(pairs), dtype=np.bool_)
    is_first[1:] = pairs[1:] != pairs[:-1]
    group = np.cumsum(is_first) - 1
    longest = rules.seconds[is_first]
    np.maximum.at(longest, group[special], rules.seconds[special])
    kept = rules.where(is_first)
    raised = (longest > kept.seconds) & (kept.type != _FORBIDDEN)
    kept.seconds = longest
    kept.type = np.where(raised, _LEAST_TIME, kept.type).astype(np.int8)
    return kept
