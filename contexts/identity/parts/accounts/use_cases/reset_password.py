"""Choose a new password by a link from a mail."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from riz.actor import SYSTEM

from ...activity import api as activity
from .. import models, queries
from ..contracts import MailLink
from ..domain import brakes, mail_links
from ..errors import MailLinkInvalid
from ._attempts import take_attempt_back
from ._passwords import store_password
from .choose_password import choose_password
from .use_mail_link import use_mail_link


def reset_password(*, token: str, new_password: str, ip: str | None, at: dt.datetime) -> None:
    """Replace the password, end every session and forgive failed sign-ins; a second factor stays and is asked for.

    Whoever reads the mailbox has confirmed the address with it. A password that is refused leaves the link good.

    Raises:
        MailLinkInvalid: the link is not ours, was used, or is over.
        PasswordTooWeak: the new one would be guessed.
    """
    link = _find(token, at)
    user = models.User.objects.filter(id=link.user_id).first() if link.user_id else None
    if user is None:
        raise MailLinkInvalid
    encoded = choose_password(password=new_password, about_owner=(user.email, user.full_name))
    with transaction.atomic():
        use_mail_link(token=token, kind=link.kind, at=at)
        _reset(user.id, link, encoded, ip, at)


def _find(token: str, at: dt.datetime) -> MailLink:
    for kind in mail_links.OF_RESET:
        try:
            return queries.find_mail_link(token=token, kind=kind, at=at)
        except MailLinkInvalid:
            continue
    raise MailLinkInvalid


def _reset(user_id: UUID, link: MailLink, encoded: str, ip: str | None, at: dt.datetime) -> None:
    row = (
        models.User.objects.select_for_update()
        .filter(id=user_id, email=link.recipient, is_active=True)
        .first()
    )
    if row is None:
        raise MailLinkInvalid
    if row.email_verified_at is None:
        row.email_verified_at = at
        row.save(update_fields=["email_verified_at"])
        queries.note_account_changed(row.id)
    store_password(row=row, encoded=encoded, actor=SYSTEM, at=at)
    take_attempt_back(limits=(brakes.HERE, brakes.ANYWHERE), account=row.email, ip=ip)
    activity.note_security_event(
        action=activity.Action.PASSWORD_RESET, user_id=row.id, ip=ip, at=at
    )
