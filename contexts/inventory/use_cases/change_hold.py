"""Changing what a hold or a sale is of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from riz import mapping
from riz.locking import lock_all
from riz.use_cases import use_case

from .. import contracts, errors, queries
from ..domain.holds import CHANGES, MOVES, Move, Step
from ..domain.lines import MAX_LINES_INSIDE, check_lines, wanted
from ..models import Hold, HoldLine, Misfit, StockDate


@use_case
def change_hold(
    *,
    hold_id: UUID,
    lines: Sequence[contracts.HoldLine],
    at: dt.datetime,
    from_hold_id: UUID | None = None,
) -> contracts.Hold:
    """Make `lines` what a live hold or a sale is of: what is left out goes back, what is new is taken, in one statement.

    Only what is new has to be on sale and free; dates that were held already stay, past ones too. No lines at all are
    no hold: release it, or return the sale. `from_hold_id` is a live hold that ends with this, and whose stock passes over
    in the same statement, so that nobody else can have it between; where it is over already, its stock has to be free.

    Raises:
        HoldEnded: it is neither held nor sold.
        NotAvailable: what is new can't be had; nothing has changed.
    """
    both = Hold.objects.filter(id__in=[hold_id, from_hold_id]).prefetch_related("lines")
    holds = {row.id: row for row in lock_all(both, no_key=True)}
    hold, giving = holds.get(hold_id), holds.get(from_hold_id) if from_hold_id else None
    if hold is None:
        raise errors.HoldNotFound(hold_id=str(hold_id))
    by = CHANGES.get(contracts.HoldState(hold.state))
    if by is None:
        raise errors.HoldEnded(hold_id=str(hold_id), state=hold.state)
    if hold.state == contracts.HoldState.HELD and hold.expires_at <= at:
        raise errors.HoldExpired(hold_id=str(hold_id), expired_at=hold.expires_at.isoformat())
    check_lines(lines=lines, at_most=MAX_LINES_INSIDE)
    change = wanted(lines=lines)
    change.subtract(wanted(lines=queries.to_contract(hold).lines))
    given = _end(giving, at) if giving else Counter()
    queries.check_sale(lines=lines, at=at, taken=+(change - given))
    if misfit := _move(change, by, given):
        raise misfit.refusal()
    HoldLine.objects.filter(hold=hold).delete()
    HoldLine.objects.bulk_create(HoldLine(hold=hold, **asdict(line)) for line in lines)
    hold.changed_at = at
    hold.save(update_fields=["changed_at"])
    return mapping.to_contract(contracts.Hold, hold, lines=tuple(lines))


def _end(giving: Hold, at: dt.datetime) -> Counter[tuple[UUID, dt.date]]:
    """End a locked hold whose stock is to pass over; return what it was of, nothing where it is over already."""
    if giving.state != contracts.HoldState.HELD or giving.expires_at <= at:
        return Counter()
    Hold.objects.filter(id=giving.id).step(step=Step.RELEASE, at=at)
    return wanted(lines=queries.to_contract(giving).lines)


def _move(
    change: Counter[tuple[UUID, dt.date]], by: Move, given: Counter[tuple[UUID, dt.date]]
) -> Misfit | None:
    """Move what changes, and what is given up for it, in one statement."""
    released = MOVES[Step.RELEASE]
    moves = {}
    for key in change.keys() | given.keys():
        more, less = by * change[key], released * given[key]
        moves[key] = Move(held=more.held + less.held, sold=more.sold + less.sold)
    return StockDate.objects.move(moves)
