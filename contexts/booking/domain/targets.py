"""Targets of a change of a booking, and what of an old price goes on in a new one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from riz.money import Money

from ..contracts import PriceLine
from .offers import Wish
from .parts import less, only


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The wish that an item is to become; without an `id`, something that is added."""

    id: UUID | None
    wish: Wish


def keep_prices(
    *, old: Sequence[PriceLine], new: Sequence[PriceLine], same_dates: bool
) -> tuple[PriceLine, ...]:
    """Return the new lines, but at the old price what was bought already: nights of a stay, or persons of the same date.

    Nights keep their price only where as many sleep in as many units.
    """
    if any(line.date for line in new):
        return _keep_nights(old, new)
    return tuple(_keep_persons(old, new)) if same_dates else tuple(new)


def _keep_nights(old: Sequence[PriceLine], new: Sequence[PriceLine]) -> tuple[PriceLine, ...]:
    dates = sorted({line.date for line in new if line.date is not None})
    lines: list[PriceLine] = []
    for date in dates:
        before = [line for line in old if line.date == date]
        after = [line for line in new if line.date == date]
        lines += before if _shape(before) == _shape(after) else after
    return tuple(lines)


def _shape(lines: Iterable[PriceLine]) -> list[tuple[str, int, int]]:
    """Return how many units have how many guests."""
    return sorted((line.kind.value, line.guests or 0, line.quantity) for line in lines)


def _keep_persons(old: Sequence[PriceLine], new: Sequence[PriceLine]) -> Iterable[PriceLine]:
    for line in new:
        wanted = line.quantity
        for before in old:
            if before.traveller_kind is line.traveller_kind and wanted:
                count = min(wanted, before.quantity)
                wanted -= count
                yield only(before, count)
        if wanted:
            yield less(line, line.quantity - wanted)


def share_fallen(*, charge: Money, before: int, after: int) -> Money:
    """Return the share of a charge for the whole that falls to what is less after a change, rounded half up."""
    gone = max(0, before - after)
    return Money((2 * charge.amount_minor * gone + before) // (2 * before), charge.currency)
