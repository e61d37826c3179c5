"""The steps that every end of a session takes, whoever ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from django.db import transaction

from riz.locking import lock_all

from ...activity import api as activity
from .. import models
from ..gateways import session_state_cache


def end_rows(
    *,
    rows: Sequence[models.Session],
    reason: str,
    actor: str,
    at: dt.datetime,
    ip: str | None = None,
) -> None:
    """End locked sessions and those that were started from them, and have every process know once that is committed."""
    started = models.Session.objects.filter(started_from__in=rows, revoked_at=None)
    rows = [*rows, *lock_all(started)]
    for row in rows:
        if row.revoked_at is None:
            row.end(reason=reason, at=at)
            row.save(update_fields=["revoked_at", "revoked_reason"])
            activity.record_security_event(
                action=activity.Action.SESSION_ENDED,
                user_id=row.user_id,
                actor=actor,
                ip=ip,
                resource=("session", row.id),
                metadata={"reason": reason},
                at=at,
            )
    transaction.on_commit(partial(session_state_cache.mark_ended, [row.id for row in rows]))
