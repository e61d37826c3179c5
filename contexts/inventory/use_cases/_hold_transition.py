"""The parts that changes of a hold share: the hold's row first, then its counters."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from riz.locking import lock_or_none

from ..domain.holds import MOVES, TRANSITIONS, Move, Step, source_of
from ..domain.lines import wanted
from ..models import Hold, Misfit, StockDate
from ..queries import to_contract


class CalendarBroken(RuntimeError):
    """Counters that a hold stands on are gone: a programming error, and the transaction is rolled back."""


def lock_hold(*, hold_id: UUID) -> Hold | None:
    """Lock a hold before anything else of it."""
    holds = Hold.objects.prefetch_related("lines")
    return lock_or_none(holds, id=hold_id, no_key=True)


def apply_step(*, hold: Hold, step: Step, at: dt.datetime) -> None:
    """Move a locked hold one step on, and the counters of all its dates with it."""
    if Hold.objects.filter(id=hold.id).step(step=step, at=at):
        hold.state, hold.changed_at = TRANSITIONS[source_of(step=step), step], at
    move_counters(holds=[hold], step=step)


def move_counters(*, holds: Iterable[Hold], step: Step) -> None:
    """Move the counters of several holds at once, summed."""
    quantities: Counter[tuple[UUID, dt.date]] = Counter()
    for hold in holds:
        quantities.update(wanted(lines=to_contract(hold).lines))
    if quantities and move(quantities, MOVES[step]):
        raise CalendarBroken(step)


def move(quantities: Counter[tuple[UUID, dt.date]], by: Move) -> Misfit | None:
    """Move each date's counters by so many units; return the first date that would not."""
    return StockDate.objects.move({key: by * units for key, units in quantities.items()})
