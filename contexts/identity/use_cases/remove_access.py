"""Remove a way into an account, by the link in the mail that told of it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from riz.actor import SYSTEM
from riz.use_cases import use_case

from .. import models
from ..errors import MailLinkInvalid
from ..parts.accounts import api as accounts
from .recover_account import recover_account


@use_case
def remove_access(*, token: str, ip: str | None, at: dt.datetime) -> None:
    """Remove the passkey, app, login, consent or key that the mail is about; sessions end, and another mail leads to a new password.

    Raises:
        MailLinkInvalid: the link is not ours, was used, is over, or the account has another address now.
    """
    link = accounts.use_mail_link(token=token, kind=accounts.MailLinkKind.REMOVE_ACCESS, at=at)
    owner = models.User.objects.filter(Q(id=link.user_id), email=link.recipient, is_active=True)
    if link.user_id is None or not owner.exists():
        raise MailLinkInvalid
    recover_account(user_id=link.user_id, actor=SYSTEM, only=link.subject_id, ip=ip, at=at)
