"""Believe that mail to an address reaches the owner of its account."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from riz.outbox.publishing import publish

from ...activity import api as activity
from .. import events, models, queries
from ..contracts import MailLinkKind
from ..errors import MailLinkInvalid
from .use_mail_link import use_mail_link


@transaction.atomic
def verify_email(*, token: str, ip: str | None, at: dt.datetime) -> None:
    """Follow the link of a registration: from now on the account can be signed in to.

    Raises:
        MailLinkInvalid: the link is not ours, was used, is over, or the account has another address now.
    """
    link = use_mail_link(token=token, kind=MailLinkKind.VERIFY_EMAIL, at=at)
    if link.user_id is None:
        raise MailLinkInvalid
    unconfirmed = models.User.objects.filter(
        id=link.user_id, email=link.recipient, email_verified_at=None, is_active=True
    )
    if not unconfirmed.update(email_verified_at=at):
        raise MailLinkInvalid
    activity.note_security_event(
        action=activity.Action.EMAIL_VERIFIED, user_id=link.user_id, ip=ip, at=at
    )
    publish(events.EmailVerified(user_id=link.user_id, occurred_at=at))
    queries.note_account_changed(link.user_id)
