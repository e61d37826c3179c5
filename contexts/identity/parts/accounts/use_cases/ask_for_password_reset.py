"""Have a link sent by which somebody chooses a new password."""

from __future__ import annotations

import datetime as dt

from riz import values
from riz.actor import ANONYMOUS
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity import api as activity
from .. import models
from ..contracts import MailLinkKind
from ..domain import login_throttle, mail_links
from ._mail_links import may_mail, open_link


@use_case
def ask_for_password_reset(*, email: str, ip: str | None, at: dt.datetime) -> None:
    """Send the link where the address has an account; for every other address the same is done and nothing sent.

    Raises:
        BadValue: the text is no e-mail address.
    """
    address = values.email(email)
    user = models.User.objects.filter(email=address, is_active=True).first()
    activity.record_act(
        activity.Action.PASSWORD_RESET_ASKED,
        by=ANONYMOUS,
        of=user.id if user else None,
        ip=ip,
        at=at,
    )
    if not may_mail(limit=login_throttle.RESET_MAILS, address=address, at=at):
        return
    opened = open_link(
        kind=MailLinkKind.RESET_PASSWORD,
        recipient=address,
        user_id=user.id if user else None,
        lifetime=mail_links.RESET_LIFETIME,
        at=at,
    )
    publish(opened)
