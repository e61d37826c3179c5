"""Queueing a message, once for each cause."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings

from riz import trace
from riz.ids import new_id

from .. import models
from ..contracts import Kind, MessageState, Words
from ..domain.headers import message_id, one_line

_LOCALE = "en"
_LATER = Words(subject="", text="", html="")


def find_written(dedupe_key: str) -> UUID | None:
    """Return the message of a cause, if it is written."""
    known = models.Message.objects.filter(dedupe_key=dedupe_key)
    return known.values_list("id", flat=True).first()


def queue(
    *,
    kind: Kind,
    recipient: str,
    subject_id: UUID,
    dedupe_key: str,
    at: dt.datetime,
    words: Words = _LATER,
    dropped_for: str = "",
    link_id: UUID | None = None,
) -> UUID:
    """Write the row of a message that goes out as soon as may be, or that is dropped for a reason; return its id."""
    new = new_id()
    scope = trace.current()
    row = models.Message(
        id=new,
        kind=kind,
        recipient=one_line(recipient),
        locale=_LOCALE,
        subject=words.subject,
        text=words.text,
        html=words.html,
        dedupe_key=dedupe_key,
        message_id=message_id(message=new, sender=settings.DEFAULT_FROM_EMAIL),
        subject_id=subject_id,
        link_id=link_id,
        state=MessageState.DROPPED if dropped_for else MessageState.QUEUED,
        last_error=dropped_for and f"not sent: {dropped_for}",
        next_attempt_at=at,
        created_at=at,
        correlation_id=scope.correlation_id if scope else "",
    )
    models.Message.objects.bulk_create([row], ignore_conflicts=True)
    return models.Message.objects.values_list("id", flat=True).get(dedupe_key=dedupe_key)
