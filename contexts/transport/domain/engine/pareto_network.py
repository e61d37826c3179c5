# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""A view as the Pareto search reads it: criteria packed two to a word, and what never changes between requests."""

from __future__ import annotations

import weakref
from typing import Final, NamedTuple

import numpy as np

from ..kernels import uncounted
from ..timetable.view import COST, CRITERIA, NEVER, NO_PRODUCT, Int32, Int64, Uint8, View
from .bags import HALF, HELD

_KNOWN: Final[dict[tuple[int, ...], dict[tuple[int, ...], Packed]]] = {}


class Packed(NamedTuple):
    """Arrays made of a view for some criteria."""

    pattern_held: Int32
    ticket_product: Int32
    ticket_refund: Int64
    pattern_paid: Int64
    pattern_waived: Int64
    position_rest: Int64
    link_from: Int32
    link_words: Int64
    into_first: Int32
    into_link: Int32
    least_s: Int32


class Network(NamedTuple):
    """Arrays by the letters of `View`; words hold (seconds, first criterion) and (second, third criterion)."""

    pattern_first: Int32
    pattern_first_trip: Int32
    pattern_first_event: Int64
    pattern_held: Int32  # [R] ticket sold on boarding; 0 for none
    ticket_product: Int32  # [n] product + 1 by ticket
    ticket_refund: Int64  # [n] given back to who boards again with the product and pays that ride's ticket instead
    pattern_paid: Int64  # [R, 2] spent on boarding
    pattern_waived: Int64  # [R, 2] the same for who holds the product, before the refund
    position_stop: Int32
    position_flags: Uint8
    position_rest: Int64  # [P, 2] spent from here to the pattern's last stop
    arrivals: Int32
    departures: Int32
    stop_change_s: Int32
    stop_first_pattern: Int32
    stop_pattern: Int32
    stop_pattern_position: Int32
    link_first: Int32
    link_from: Int32  # [L]
    link_to: Int32
    link_words: Int64  # [L, 2]
    into_first: Int32  # [S + 1] into the next, by the stop where links end
    into_link: Int32  # [L]
    least_s: (
        Int32  # [P, 2] from boarding here, and from arriving here, to arriving at the next position
    )


def network_of(view: View, criteria: tuple[int, ...], *, is_mirrored: bool = False) -> Network:
    """Return the packed view for some criteria, in ascending order.

    In a mirror (`backward`) rides are boarded from the last to the first, but it is the first with a product that pays:
    each further boarding pays its own price and gets back what was paid for the product before.
    """
    packed = _packed(view, criteria, is_mirrored=is_mirrored)
    return Network(
        view.pattern_first,
        view.pattern_first_trip,
        view.pattern_first_event,
        packed.pattern_held,
        packed.ticket_product,
        packed.ticket_refund,
        packed.pattern_paid,
        packed.pattern_waived,
        view.position_stop,
        view.position_flags,
        packed.position_rest,
        view.arrivals,
        view.departures,
        view.stop_change_s,
        view.stop_first_pattern,
        view.stop_pattern,
        view.stop_pattern_position,
        view.link_first,
        packed.link_from,
        view.link_to,
        packed.link_words,
        packed.into_first,
        packed.into_link,
        packed.least_s,
    )


def _packed(view: View, criteria: tuple[int, ...], *, is_mirrored: bool) -> Packed:
    """Return what was made of the same arrays before, if they are still alive; else make it."""
    sources = (
        view.arrivals,
        view.departures,
        view.pattern_product,
        view.pattern_criteria,
        view.position_criteria,
        view.link_criteria,
        view.link_to,
        view.link_s,
    )
    key = (is_mirrored, *(id(source) for source in sources))
    known = _KNOWN.get(key)
    if known is None:
        known = _KNOWN.setdefault(key, {})
        for source in sources:
            weakref.finalize(source, _KNOWN.pop, key, None)
    found = known.get(criteria)
    if found is None:
        other = next(iter(known.values()), None)
        tickets = _mirrored_tickets(view) if is_mirrored else _tickets(view)
        found = known[criteria] = _pack(view, criteria, tickets, other)
    return found


class Tickets(NamedTuple):
    """The tickets that boarding sells: see `Network`."""

    held: Int32
    product: Int32
    refund: Int64


def _tickets(view: View) -> Tickets:
    """Return a ticket for each product: whoever holds one pays nothing more for it, and gets nothing back."""
    held = (view.pattern_product.astype(np.int32) - NO_PRODUCT).astype(np.int32)
    product = np.arange(int(held.max(initial=0)) + 1, dtype=np.int32)
    return Tickets(held, product, np.zeros(len(product), dtype=np.int64))


def _mirrored_tickets(view: View) -> Tickets:
    """Return a ticket for each price of each product.

    What the cheapest one costs is never given back: one ride with the product pays that much. So only the rest is.
    """
    sold = np.flatnonzero(view.pattern_product != NO_PRODUCT)
    rows = np.stack(
        [view.pattern_product[sold].astype(np.int64), view.pattern_criteria[sold, COST]]
    )
    kinds, ticket = np.unique(rows, axis=1, return_inverse=True)
    if kinds.shape[1] > HELD:
        message = f"{kinds.shape[1]} prices of products are more than labels can hold apart."
        raise ValueError(message)
    held = np.zeros(view.patterns, dtype=np.int32)
    held[sold] = ticket.reshape(-1) + 1
    # Ascending by product, then by price.
    first = np.searchsorted(kinds[0], kinds[0])
    product = np.concatenate([[0], kinds[0] - NO_PRODUCT]).astype(np.int32)
    return Tickets(held, product, np.concatenate([[0], kinds[1] - kinds[1][first]]))


def _pack(view: View, criteria: tuple[int, ...], tickets: Tickets, other: Packed | None) -> Packed:
    chosen = list(criteria)
    boarding = view.pattern_criteria[:, chosen]
    waived = boarding.copy()
    held = np.zeros(view.patterns, dtype=np.int32)
    if COST in criteria:
        held = tickets.held
        waived[held > 0, 0] = tickets.refund[held[held > 0]]
    last = np.repeat(view.pattern_first[1:] - 1, np.diff(view.pattern_first))
    rest = view.position_criteria[last] - view.position_criteria
    ends = np.bincount(view.link_to, minlength=view.stops)
    starts = np.repeat(np.arange(view.stops, dtype=np.int32), np.diff(view.link_first))
    return Packed(
        held,
        tickets.product,
        tickets.refund,
        words(boarding),
        words(waived),
        words(rest[:, chosen]),
        starts,
        words(view.link_criteria[:, chosen], view.link_s),
        np.concatenate([[0], np.cumsum(ends)]).astype(np.int32),
        np.argsort(view.link_to, kind="stable").astype(np.int32),
        other.least_s if other is not None else _least(view),
    )


def words(criteria: Int32, seconds: Int32 | None = None) -> Int64:
    """Pack seconds and up to three criteria a row into two words a row."""
    columns = np.zeros((len(criteria), CRITERIA + 1), dtype=np.int64)
    columns[:, 1 : 1 + criteria.shape[1]] = criteria
    if seconds is not None:
        columns[:, 0] = seconds
    return np.ascontiguousarray((columns[:, [0, 2]] << HALF) + columns[:, [1, 3]])


def _least(view: View) -> Int32:
    least = np.zeros((len(view.position_stop), 2), dtype=np.int32)
    least_seconds(
        view.pattern_first,
        view.pattern_first_trip,
        view.pattern_first_event,
        view.arrivals,
        view.departures,
        least,
    )
    return least


@uncounted
def least_seconds(
    pattern_first: Int32,
    pattern_first_trip: Int32,
    pattern_first_event: Int64,
    arrivals: Int32,
    departures: Int32,
    least: Int32,
) -> None:
    """Write the least seconds over all trips between each position and the next: `Network.least_s`."""
    for pattern in range(len(pattern_first_event)):
        first = pattern_first[pattern]
        stops = pattern_first[pattern + 1] - first
        trips = pattern_first_trip[pattern + 1] - pattern_first_trip[pattern]
        event = pattern_first_event[pattern]
        for index in range(stops):
            least[first + index, 0] = least[first + index, 1] = NEVER
        for trip in range(trips):
            for index in range(stops - 1):
                here = event + trip * stops + index
                boarded = arrivals[here + 1] - departures[event + index * trips + trip]
                through = arrivals[here + 1] - arrivals[here]
                position = first + index
                least[position, 0] = min(least[position, 0], boarded)
                least[position, 1] = min(least[position, 1], through)
