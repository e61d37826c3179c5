"""Setting stock aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, queries
from ..domain import policies
from ..domain.lines import check_lines
from ._placing import write_hold


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
