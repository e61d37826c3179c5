"""End one session: sign out, or be signed out."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock_or_none
from riz.policies import allows
from riz.use_cases import use_case

from .. import models
from ..domain import policies
from ..errors import SessionNotFound
from ._endings import end_rows


@use_case
def end_session(
    *, session_id: UUID, reason: str, actor: Actor, at: dt.datetime, ip: str | None = None
) -> None:
    """End a session of the caller's own, or of anybody's for those who manage accounts; twice is as once.

    Raises:
        SessionNotFound: there is none, or it is somebody else's.
    """
    row = lock_or_none(models.Session, id=session_id)
    if row is None or not allows(actor, policies.END, row):
        raise SessionNotFound
    end_rows(rows=[row], reason=reason, actor=str(actor), ip=ip, at=at)
