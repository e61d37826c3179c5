"""End every session of a person."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock_all
from riz.policies import require
from riz.use_cases import use_case

from .. import models
from ..domain import policies
from ._endings import end_rows


@use_case
def end_sessions(
    *,
    user_id: UUID,
    reason: str,
    actor: Actor,
    at: dt.datetime,
    except_session_id: UUID | None = None,
) -> int:
    """End a person's sessions, those as somebody else too, but one where one is named; return how many there were.

    Raises:
        Forbidden: the caller is neither that person nor manages accounts.
    """
    require(actor, policies.END_ALL, user_id)
    live = models.Session.objects.that_concern(user_id).filter(revoked_at=None)
    rows = [row for row in lock_all(live) if row.id != except_session_id]
    end_rows(rows=rows, reason=reason, actor=str(actor), at=at)
    return len(rows)
