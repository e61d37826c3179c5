"""Tell somebody what happened to their account."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from contexts.identity import api as identity
from contexts.identity import errors as identity_errors
from contexts.identity.errors import SessionNotFound
from riz.use_cases import use_case

from ..contracts import Kind
from ._account_mails import Notice, write_notice_mail
from ._queue import find_written, queue


@use_case
def write_notice(
    *,
    kind: Kind,
    user_id: UUID,
    dedupe_key: str,
    at: dt.datetime,
    what: str = "",
    session_id: UUID | None = None,
    removes: UUID | None = None,
) -> UUID | None:
    """Write and queue the notice, once for each `dedupe_key`, and return its id; None when the account is gone.

    One about a way in leads to a page that `removes` it.
    """
    if (written := find_written(dedupe_key)) is not None:
        return written
    try:
        user = identity.get_user(user_id=user_id)
        session = identity.describe_session(session_id=session_id) if session_id else None
    except (identity_errors.UserNotFound, SessionNotFound):
        return None
    if not user.is_active:
        return None
    link_id = removes and identity.open_removal_link(user_id=user_id, subject_id=removes, at=at)
    facts = Notice(
        what=what,
        session=session,
        link=identity.read_mail_link(link_id=link_id, at=at) if link_id else None,
        ways_in=identity.list_ways_in(user_id=user_id),
    )
    return queue(
        kind=kind,
        recipient=user.email,
        subject_id=user_id,
        link_id=link_id,
        words=write_notice_mail(kind=kind, user=user, notice=facts, at=at),
        dedupe_key=dedupe_key,
        at=at,
    )
