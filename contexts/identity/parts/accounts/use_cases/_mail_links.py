"""Opening links and ending them, inside the transaction of whoever does."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection

from .. import events, models, queries
from ..contracts import MailLinkKind
from ..domain.login_throttle import Limit
from ..errors import TooManyAttempts
from ._attempts import count_attempt

_NONCE_BYTES = 16
_NEVER_TOGETHER = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def open_link(
    *,
    kind: MailLinkKind,
    recipient: str,
    user_id: UUID | None,
    lifetime: dt.timedelta,
    at: dt.datetime,
    subject_id: UUID | None = None,
    session_id: UUID | None = None,
    replaces: Iterable[MailLinkKind] = (),
) -> events.MailLinkOpened:
    """Write a link down in the place of earlier ones and return the event that has it sent."""
    link = models.MailLink(
        kind=kind,
        user_id=user_id,
        recipient=recipient.lower(),
        session_id=session_id,
        nonce=secrets.token_bytes(_NONCE_BYTES),
        created_at=at,
        expires_at=at + lifetime,
    )
    link.subject_id = subject_id or user_id or link.id
    with connection.cursor() as cursor:
        cursor.execute(_NEVER_TOGETHER, [f"identity.mail_link:{link.subject_id}"])
    end_links(subject_id=link.subject_id, kinds={kind, *replaces}, at=at)
    models.MailLink.objects.bulk_create([link])
    if kind == MailLinkKind.CHANGE_EMAIL and user_id is not None:
        queries.mark_account_changed(user_id)
    return events.MailLinkOpened(link_id=link.id, kind=kind, occurred_at=at)


def end_links(*, subject_id: UUID, kinds: Collection[MailLinkKind], at: dt.datetime) -> None:
    """End what is still open of these kinds."""
    of_subject = models.MailLink.objects.open().filter(subject_id=subject_id, kind__in=kinds)
    if of_subject.update(superseded_at=at) and MailLinkKind.CHANGE_EMAIL in kinds:
        # Of these links the account is the subject.
        queries.mark_account_changed(subject_id)


def may_mail(*, limit: Limit, address: str, at: dt.datetime) -> bool:
    """Count a mail to an address and tell whether it may go: whoever asks is answered the same either way."""
    try:
        count_attempt(limits=(limit,), account=address, ip=None, at=at)
    except TooManyAttempts:
        return False
    return True
