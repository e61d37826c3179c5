"""Believe that mail to an address reaches the owner of its account."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from riz.use_cases import use_case

from .. import models
from ..contracts import MailLinkKind
from ..errors import MailLinkInvalid
from .confirm_account import confirm_account
from .use_mail_link import use_mail_link


@use_case
def verify_email(*, token: str, ip: str | None, at: dt.datetime) -> None:
    """Follow the link of a registration: from now on the account can be signed in to.

    Raises:
        MailLinkInvalid: the link is not ours, was used, is over, or the account has another address now.
    """
    link = use_mail_link(token=token, kind=MailLinkKind.VERIFY_EMAIL, at=at)
    unconfirmed = models.User.objects.filter(
        Q(id=link.user_id), email=link.recipient, email_verified_at=None, is_active=True
    )
    if link.user_id is None or not unconfirmed.exists():
        raise MailLinkInvalid
    confirm_account(user_id=link.user_id, ip=ip, at=at)
