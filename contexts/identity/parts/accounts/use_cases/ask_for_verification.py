"""Have the mail of a registration sent again."""

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
def ask_for_verification(*, email: str, ip: str | None, at: dt.datetime) -> None:
    """Send the link again where an account waits for it; for every other address the same is done and nothing sent.

    Raises:
        BadValue: the text is no e-mail address.
    """
    address = values.email(email)
    user = models.User.objects.filter(email=address, email_verified_at=None, is_active=True).first()
    activity.record_act(
        activity.Action.VERIFICATION_ASKED, by=ANONYMOUS, of=user.id if user else None, ip=ip, at=at
    )
    if not may_mail(limit=login_throttle.REGISTRATION_MAILS, address=address, at=at):
        return
    has_password = user is None or user.has_usable_password()
    opened = open_link(
        kind=MailLinkKind.VERIFY_EMAIL if has_password else MailLinkKind.FINISH_REGISTRATION,
        recipient=address,
        user_id=user.id if user else None,
        lifetime=mail_links.VERIFY_LIFETIME,
        replaces=mail_links.OF_REGISTRATION,
        at=at,
    )
    publish(opened)
