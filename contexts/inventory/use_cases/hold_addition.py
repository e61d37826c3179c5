"""Setting aside what a sale would come to have beyond what it is of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from riz.use_cases import use_case

from .. import contracts, errors, queries
from ..domain.lines import wanted
from ._hold_transition import lock_hold
from ._placing import write_hold


@use_case
def hold_addition(
    *,
    hold_id: UUID,
    lines: Sequence[contracts.HoldLine],
    expires_at: dt.datetime,
    at: dt.datetime,
) -> contracts.Hold | None:
    """Hold until `expires_at` what `lines` have beyond a sale, which stays as it is; None where they have nothing beyond.

    The rules of stays are asked of the lines as a whole: a night more is no stay of one night.

    Raises:
        NotAvailable: what is new can't be had; nothing has changed.
    """
    hold = lock_hold(hold_id=hold_id)
    if hold is None:
        raise errors.HoldNotFound(hold_id=str(hold_id))
    added = wanted(lines=lines)
    added.subtract(wanted(lines=queries.to_contract(hold).lines))
    if not +added:
        return None
    queries.check_sale(lines=lines, at=at, taken=+added)
    return write_hold(
        lines=_to_lines(+added),
        requester=hold.requester,
        expires_at=expires_at,
        at=at,
    )


def _to_lines(added: Mapping[tuple[UUID, dt.date], int]) -> list[contracts.HoldLine]:
    """Write quantities by date as lines, dates in a row that have the same one in the same line."""
    lines: list[contracts.HoldLine] = []
    for (resource_id, date), quantity in sorted(added.items()):
        last = lines[-1] if lines else None
        goes_on = last is not None and (last.resource_id, last.end_date, last.quantity) == (
            resource_id,
            date,
            quantity,
        )
        first_date = lines.pop().first_date if goes_on else date
        lines.append(
            contracts.HoldLine(
                resource_id=resource_id,
                first_date=first_date,
                end_date=date + dt.timedelta(days=1),
                quantity=quantity,
            )
        )
    return lines
