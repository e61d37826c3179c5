"""Changing what a hold or a sale is of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from riz import mapping
from riz.use_cases import use_case

from .. import contracts, errors, queries
from ..domain.holds import CHANGES
from ..domain.lines import check_lines, wanted
from ..models import HoldLine
from ._hold_transition import lock_hold, move


@use_case
def change_hold(
    *, hold_id: UUID, lines: Sequence[contracts.HoldLine], at: dt.datetime
) -> contracts.Hold:
    """Make `lines` what a live hold or a sale is of: what is left out goes back, what is new is taken, in one statement.

    Only what is new has to be on sale and free; dates that were held already stay, past ones too. No lines at all are
    no hold: release it, or return the sale.

    Raises:
        HoldEnded: it is neither held nor sold.
        NotAvailable: what is new can't be had; nothing has changed.
    """
    hold = lock_hold(hold_id=hold_id)
    if hold is None:
        raise errors.HoldNotFound(hold_id=str(hold_id))
    by = CHANGES.get(contracts.HoldState(hold.state))
    if by is None:
        raise errors.HoldEnded(hold_id=str(hold_id), state=hold.state)
    if hold.state == contracts.HoldState.HELD and hold.expires_at <= at:
        raise errors.HoldExpired(hold_id=str(hold_id), expired_at=hold.expires_at.isoformat())
    check_lines(lines=lines)
    change = wanted(lines=lines)
    change.subtract(wanted(lines=queries.to_contract(hold).lines))
    queries.check_sale(lines=lines, at=at, taken=+change)
    if misfit := move(change, by):
        raise misfit.refusal()
    HoldLine.objects.filter(hold=hold).delete()
    HoldLine.objects.bulk_create(HoldLine(hold=hold, **asdict(line)) for line in lines)
    hold.changed_at = at
    hold.save(update_fields=["changed_at"])
    return mapping.to_contract(contracts.Hold, hold, lines=tuple(lines))
