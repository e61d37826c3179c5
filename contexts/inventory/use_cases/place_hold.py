"""Setting stock aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection

from riz.actor import Actor
from riz.clock import local_date
from riz.outbox.publishing import publish
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, errors, events, queries
from ..domain import calendar, policies
from ..domain.holds import MOVES, Step
from ..domain.lines import Wanted, check_lines, wanted
from ..models import Counters, Hold, HoldLine, Resource, StockDate


@use_case
def place_hold(
    *,
    lines: Sequence[contracts.HoldLine],
    expires_at: dt.datetime,
    actor: Actor,
    at: dt.datetime,
    requester: str | None = None,
    live_limit: int | None = None,
) -> contracts.Hold:
    """Hold all the lines or none of them until `expires_at`.

    The unlocked look at the calendar answers most refusals without a write. The hold is written before
    the counters move, so that the rows that others wait for are locked as briefly as can be.

    `requester` is who may give the hold up: the actor, unless another context has it placed for something of its own.
    """
    require(actor, policies.PLACE_HOLD)
    requester = requester or policies.requester_of(actor)
    check_lines(lines=lines)
    if live_limit is not None:
        _check_live_holds(requester, live_limit)
    quantities = wanted(lines=lines)
    _check_sale(lines, quantities, at)
    hold = _write(lines, requester, expires_at, at)
    publish(events.HoldPlaced(hold_id=hold.id, requester=requester, occurred_at=at))
    misfit = StockDate.objects.move(quantities=quantities, move=MOVES[Step.PLACE])
    if misfit is not None:
        raise _refusal(misfit)
    return contracts.Hold(
        id=hold.id,
        requester=requester,
        state=contracts.HoldState.HELD,
        expires_at=expires_at,
        lines=tuple(lines),
    )


def _check_live_holds(requester: str, limit: int) -> None:
    """Count under a lock of the requester's own, so that parallel requests can't all be the last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"inventory.hold:{requester}"]
        )
    live = Hold.objects.filter(requester=requester, state=contracts.HoldState.HELD).count()
    if live >= limit:
        raise errors.TooManyHolds(limit=limit, retry_after_seconds=60)


def _check_sale(lines: Sequence[contracts.HoldLine], quantities: Wanted, at: dt.datetime) -> None:
    resources = Resource.objects.in_bulk({line.resource_id for line in lines})
    days = queries.load_calendars(
        resource_ids=[line.resource_id for line in lines],
        first_date=min(line.first_date for line in lines),
        end_date=max(line.end_date for line in lines),
    )
    for line in lines:
        row = resources.get(line.resource_id)
        if row is None:
            raise errors.UnknownResource(resource_id=str(line.resource_id))
        calendar.check_sale(
            resource=queries.facts_of(row),
            calendar=days[line.resource_id],
            first_date=line.first_date,
            end_date=line.end_date,
            quantities={date: count for (key, date), count in quantities.items() if key == row.id},
            today=local_date(at, row.time_zone),
        )


def _write(
    lines: Sequence[contracts.HoldLine], requester: str, expires_at: dt.datetime, at: dt.datetime
) -> Hold:
    hold = Hold.objects.create(
        requester=requester, placed_at=at, changed_at=at, expires_at=expires_at
    )
    HoldLine.objects.bulk_create(
        HoldLine(
            hold=hold,
            resource_id=line.resource_id,
            first_date=line.first_date,
            end_date=line.end_date,
            quantity=line.quantity,
        )
        for line in lines
    )
    return hold


def _refusal(misfit: Counters) -> errors.NotAvailable:
    facts = {"resource_id": str(misfit.resource_id), "date": misfit.date.isoformat()}
    if misfit.free is None:
        return errors.NotOnSale(**facts)
    if misfit.is_closed:
        return errors.DateClosed(**facts)
    return errors.SoldOut(**facts, free=misfit.free, wanted=misfit.wanted)
