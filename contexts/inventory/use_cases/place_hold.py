"""Setting stock aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from riz.actor import Actor
from riz.ids import new_id
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, errors, queries
from ..domain import policies
from ..domain.lines import check_lines
from ..models import Hold


@use_case
def place_hold(
    *,
    lines: Sequence[contracts.HoldLine],
    expires_at: dt.datetime,
    actor: Actor,
    at: dt.datetime,
    requester: str | None = None,
    live_limit: int | None = None,
    is_durable: bool = True,
) -> contracts.Hold:
    """Hold all the lines or none of them until `expires_at`.

    One unlocked look at the calendar answers most refusals without a write; one call does the rest.

    `requester` is who may give the hold up: the actor, unless another context has it placed for something of its own.
    A hold that is not `is_durable` doesn't wait for the disk; only what is alone in its transaction may be so.
    """
    require(actor, policies.PLACE_HOLD)
    requester = requester or policies.requester_of(actor)
    check_lines(lines=lines)
    queries.check_sale(lines=lines, at=at)
    return write_hold(
        lines=lines,
        requester=requester,
        expires_at=expires_at,
        at=at,
        live_limit=live_limit,
        is_durable=is_durable,
    )


def write_hold(
    *,
    lines: Sequence[contracts.HoldLine],
    requester: str,
    expires_at: dt.datetime,
    at: dt.datetime,
    live_limit: int | None = None,
    is_durable: bool = True,
) -> contracts.Hold:
    """Write a hold and move its counters in one call, or refuse what the locked rows don't have."""
    hold_id = new_id()
    has_too_many, misfit = Hold.objects.place(
        hold_id=hold_id,
        requester=requester,
        lines=lines,
        at=at,
        expires_at=expires_at,
        live_limit=live_limit,
        is_durable=is_durable,
    )
    if has_too_many:
        raise errors.TooManyHolds(limit=live_limit, retry_after_seconds=60)
    if misfit is not None:
        raise misfit.refusal()
    return contracts.Hold(
        id=hold_id,
        requester=requester,
        state=contracts.HoldState.HELD,
        expires_at=expires_at,
        lines=tuple(lines),
    )
