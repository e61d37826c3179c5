"""Tell somebody what happened to their account."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from contexts.identity import api as identity
from contexts.identity.errors import SessionNotFound

from ..contracts import Kind
from ._account_mails import write_notice_mail
from ._queue import find_written, queue


@transaction.atomic
def write_notice(
    *,
    kind: Kind,
    user_id: UUID,
    dedupe_key: str,
    at: dt.datetime,
    what: str = "",
    session_id: UUID | None = None,
) -> UUID | None:
    """Write and queue the notice, once for each `dedupe_key`, and return its id; None when the account is gone."""
    if (written := find_written(dedupe_key)) is not None:
        return written
    try:
        user = identity.get_user(user_id=user_id)
        session = identity.describe_session(session_id=session_id) if session_id else None
    except (identity.UserNotFound, SessionNotFound):
        return None
    if not user.is_active:
        return None
    return queue(
        kind=kind,
        recipient=user.email,
        subject_id=user_id,
        words=write_notice_mail(kind=kind, user=user, what=what, session=session, at=at),
        dedupe_key=dedupe_key,
        at=at,
    )
