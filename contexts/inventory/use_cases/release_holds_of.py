"""Give up what somebody holds."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import SYSTEM

from ..contracts import HoldState
from ..models import Hold
from .release_hold import release_hold


def release_holds_of(*, user_id: UUID, at: dt.datetime) -> int:
    """Free what a person set aside and has not bought; return how many holds. Twice is as once."""
    held = Hold.objects.filter(requester=f"user:{user_id}", state=HoldState.HELD)
    ids = list(held.order_by("id").values_list("id", flat=True))
    for hold_id in ids:
        release_hold(hold_id=hold_id, actor=SYSTEM, at=at)
    return len(ids)
