"""End one session: sign out, or be signed out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from riz.actor import Actor

from .. import models
from ..domain.activity import Action
from ..errors import SessionNotFound
from ..gateways import session_standings
from .note_security_event import note_security_event


@transaction.atomic
def end_session(
    *, session_id: UUID, reason: str, actor: Actor, at: dt.datetime, ip: str | None = None
) -> None:
    """End a session of the caller's own, or of anybody's for those who manage accounts; twice is as once.

    Raises:
        SessionNotFound: there is none, or it is somebody else's.
    """
    row = models.Session.objects.select_for_update().filter(id=session_id).first()
    if row is None or not (row.user_id == actor.id or actor.can("identity.manage")):
        raise SessionNotFound
    end_rows(rows=[row], reason=reason, actor=str(actor), ip=ip, at=at)


def end_rows(
    *,
    rows: Sequence[models.Session],
    reason: str,
    actor: str,
    at: dt.datetime,
    ip: str | None = None,
) -> None:
    """End locked sessions, and have every process know once that is committed."""
    for row in rows:
        if row.revoked_at is None:
            row.end(reason=reason, at=at)
            row.save(update_fields=["revoked_at", "revoked_reason"])
            note_security_event(
                action=Action.SESSION_ENDED,
                user_id=row.user_id,
                actor=actor,
                ip=ip,
                resource=("session", row.id),
                metadata={"reason": reason},
                at=at,
            )
    transaction.on_commit(partial(session_standings.note_ended, [row.id for row in rows]))
