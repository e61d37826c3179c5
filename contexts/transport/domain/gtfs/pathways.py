"""Ways inside stations, from pathways.txt: how long from platform to platform, and which platforms need no steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components, dijkstra

from ..timetable.view import Float64, Int32, Int64
from .cells import MISSING
from .notices import Severity
from .scanning import Mask
from .stops import BOARDING_AREA, ENTRANCE, PLATFORM, STATION, Stops, report_rows
from .tables import Reader, Table
from .ways import Walking, Ways, metres_apart, no_ways

_FILE: Final = "pathways.txt"
_STAIRS: Final = 2
_ESCALATOR: Final = 4
_STEPS_PER_S: Final = 1.5
_LONGEST_S: Final = 3_600
_LARGEST: Final = 20_000_000
"""Platforms times steps of one station; larger ones are left to distances."""


@dataclass(slots=True)
class Pathways:
    """The walks that the pathways of all stations come to."""

    ways: Ways
    mapped: Mask
    """Of each location: whether it is a platform that pathways lead to."""
    step_free: Mask
    """Of each location: whether it is a platform to which a way without steps leads from an entrance."""


@dataclass(slots=True)
class _Steps:
    """Directed edges between locations."""

    origin: Int32
    destination: Int32
    seconds: Float64
    has_steps: Mask


def read_pathways(reader: Reader, stops: Stops, walking: Walking) -> Pathways:
    """Read and check pathways.txt and find the shortest ways between platforms."""
    nothing = np.zeros(len(stops), dtype=np.bool_)
    steps = _read_steps(reader, stops, walking)
    if not len(steps.origin):
        return Pathways(no_ways(), nothing, nothing.copy())
    graph = _graph(steps, len(stops))
    ends = np.unique(np.concatenate([steps.origin, steps.destination]))
    platforms = ends[stops.kind[ends] == PLATFORM].astype(np.int32)
    mapped = nothing.copy()
    mapped[platforms] = True
    _, component = connected_components(graph, directed=False)
    by_component = np.argsort(component, kind="stable")
    first = np.searchsorted(component[by_component], np.arange(component.max() + 2))
    parts = [no_ways()]
    for members in _stations(component, platforms):
        at = component[members[0]]
        parts.append(_shortest(graph, by_component[first[at] : first[at + 1]], members))
    return Pathways(_one_way_each(parts, stops, walking), mapped, _step_free(steps, stops))


def _read_steps(reader: Reader, stops: Stops, walking: Walking) -> _Steps:
    table = reader.read(_FILE)
    reader.drop_duplicates(table, "pathway_id")
    origin, destination = (_nodes(table, stops, name) for name in ("from_stop_id", "to_stop_id"))
    known = (origin >= 0) & (destination >= 0)
    wrong = known & ((stops.kind[origin] == STATION) | (stops.kind[destination] == STATION))
    report_rows(reader, table, "pathway_to_wrong_location_type", wrong)
    loops = known & (origin == destination)
    report_rows(reader, table, "pathway_loop", loops, severity=Severity.WARNING)
    table.keep(known & ~wrong & ~loops)
    origin, destination = (_nodes(table, stops, name) for name in ("from_stop_id", "to_stop_id"))
    seconds = _seconds(table, stops, origin, destination, walking)
    has_steps = np.isin(table.whole("pathway_mode"), (_STAIRS, _ESCALATOR))
    back = table.whole("is_bidirectional") == 1
    return _Steps(
        np.concatenate([origin, destination[back]]),
        np.concatenate([destination, origin[back]]),
        np.concatenate([seconds, seconds[back]]),
        np.concatenate([has_steps, has_steps[back]]),
    )


def _nodes(table: Table, stops: Stops, column: str) -> Int32:
    """Return where pathways end; a boarding area is its platform."""
    row = stops.index[table.whole(column)]
    is_area = (row >= 0) & (stops.kind[row] == BOARDING_AREA) & (stops.parent[row] >= 0)
    return np.where(is_area, stops.parent[row], row).astype(np.int32)


def _seconds(
    table: Table, stops: Stops, origin: Int32, destination: Int32, walking: Walking
) -> Float64:
    """Return the time each takes: as said, else by its length, its stairs, or the distance of its ends."""
    apart = metres_apart(stops.latitude, stops.longitude, origin, destination)
    length = table.decimals("length")
    length = np.where(length >= 0, length, apart * walking.detour)
    stairs = table.whole("stair_count", 0)
    by_length = length / walking.metres_per_s + np.abs(stairs) / _STEPS_PER_S
    stated = table.whole("traversal_time")
    seconds = np.where(stated != MISSING, stated, by_length)
    return np.clip(np.ceil(seconds), 1.0, _LONGEST_S)


def _graph(steps: _Steps, size: int) -> Any:
    """Return the fastest of parallel steps as a sparse matrix."""
    order = np.lexsort((steps.seconds, steps.destination, steps.origin))
    pairs = steps.origin[order].astype(np.int64) * size + steps.destination[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = pairs[1:] != pairs[:-1]
    order = order[first]
    ends = (steps.origin[order], steps.destination[order])
    return csr_matrix((steps.seconds[order], ends), shape=(size, size))


def _stations(component: Int32, platforms: Int32) -> list[Int32]:
    """Return the platforms of each connected station that has several."""
    order = np.argsort(component[platforms], kind="stable")
    cuts = np.flatnonzero(np.diff(component[platforms][order])) + 1
    return [members for members in np.split(platforms[order], cuts) if len(members) > 1]


def _shortest(graph: Any, nodes: Int64, platforms: Int32) -> Ways:
    """Return the ways between the platforms of one station, which has these nodes in ascending order."""
    rows = graph[nodes]
    if (len(nodes) + rows.nnz) * len(platforms) > _LARGEST:
        return no_ways()
    at = np.searchsorted(nodes, platforms)
    inside = rows[:, nodes]
    found = dijkstra(inside, indices=at, limit=_LONGEST_S)[:, at]
    np.fill_diagonal(found, np.inf)
    origin, destination = np.nonzero(np.isfinite(found))
    seconds = found[origin, destination].astype(np.int32)
    return Ways(platforms[origin], platforms[destination], seconds, seconds)


def _one_way_each(parts: list[Ways], stops: Stops, walking: Walking) -> Ways:
    origin = np.concatenate([part.origin for part in parts])
    destination = np.concatenate([part.destination for part in parts])
    seconds = np.concatenate([part.seconds for part in parts])
    metres = metres_apart(stops.latitude, stops.longitude, origin, destination)
    way_m = np.rint(metres * walking.detour).astype(np.int32)
    return Ways(origin, destination, np.maximum(seconds, walking.change_s).astype(np.int32), way_m)


def _step_free(steps: _Steps, stops: Stops) -> Mask:
    """Tell which platforms an entrance leads to without stairs or escalators."""
    flat = ~steps.has_steps
    entrances = np.flatnonzero(stops.kind == ENTRANCE).astype(np.int32)
    street = np.full(len(entrances), len(stops), dtype=np.int32)
    origin = np.concatenate([steps.origin[flat], street])
    destination = np.concatenate([steps.destination[flat], entrances])
    graph = csr_matrix((np.ones(len(origin)), (origin, destination)), shape=(len(stops) + 1,) * 2)
    reached = np.zeros(len(stops) + 1, dtype=np.bool_)
    reached[breadth_first_order(graph, len(stops), return_predecessors=False)] = True
    platforms: Mask = reached[:-1] & (stops.kind == PLATFORM)
    return platforms
