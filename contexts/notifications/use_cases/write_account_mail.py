"""Write down that the mail of a link is to go out; what it says is asked for when it does."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from contexts.identity import api as identity
from contexts.identity import errors as identity_errors
from contexts.identity.contracts import MailLinkKind
from riz.use_cases import use_case

from ..contracts import Kind
from ._queue import find_written, queue

_NOBODY_S = {"nobody", "disabled"}


@use_case
def write_account_mail(
    *, link_id: UUID, kind: MailLinkKind, dedupe_key: str, at: dt.datetime
) -> UUID | None:
    """Queue the mail once for each `dedupe_key` and return its id; None where there is nobody to read it.

    One that is over by the time it would be queued is written down as dropped.
    """
    if (written := find_written(dedupe_key)) is not None:
        return written
    recipient, reason = "", ""
    try:
        mail = identity.read_mail_link(link_id=link_id, at=at)
        kind, recipient = mail.kind, mail.recipient
    except identity_errors.MailLinkNotToSend as late:
        reason = late.details["reason"]
    if reason in _NOBODY_S:
        return None
    return queue(
        kind=Kind(kind.value),
        recipient=recipient,
        subject_id=link_id,
        dedupe_key=dedupe_key,
        dropped_for=reason,
        at=at,
    )
