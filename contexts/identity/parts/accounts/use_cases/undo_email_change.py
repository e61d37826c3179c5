"""Take an account back to the address that it had before somebody changed it."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from riz.actor import SYSTEM
from riz.outbox.publishing import publish

from ...activity import api as activity
from .. import events
from ..contracts import MailLinkKind
from ..domain import mail_links
from ._addresses import move_to
from ._mail_links import open_link
from ._passwords import store_password
from .use_mail_link import use_mail_link


@transaction.atomic
def undo_email_change(*, token: str, ip: str | None, at: dt.datetime) -> None:
    """Restore the address, end every session and have its owner choose a new password: the old one is in wrong hands.

    Raises:
        MailLinkInvalid: the link is not ours, was used, is over, or the address is somebody else's by now.
    """
    link = use_mail_link(token=token, kind=MailLinkKind.UNDO_EMAIL_CHANGE, at=at)
    user, _ = move_to(user_id=link.user_id, address=link.recipient, at=at)
    store_password(row=user, encoded=make_password(None), actor=SYSTEM, at=at)
    activity.note_security_event(
        action=activity.Action.EMAIL_CHANGE_UNDONE, user_id=user.id, ip=ip, at=at
    )
    chosen_anew = open_link(
        kind=MailLinkKind.RESET_PASSWORD,
        recipient=user.email,
        user_id=user.id,
        lifetime=mail_links.RESET_LIFETIME,
        at=at,
    )
    publish(chosen_anew, events.EmailChanged(user_id=user.id, occurred_at=at))
