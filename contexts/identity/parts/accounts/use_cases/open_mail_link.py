"""Open a link that goes out by mail."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ..contracts import MailLinkKind
from ..domain import login_throttle
from ._attempts import count_attempt
from ._mail_links import open_link


@use_case
def open_mail_link(
    *,
    kind: MailLinkKind,
    recipient: str,
    user_id: UUID | None,
    lifetime: dt.timedelta,
    at: dt.datetime,
    subject_id: UUID | None = None,
    session_id: UUID | None = None,
) -> UUID:
    """Have a mail sent whose link is good once and for so long; return the link's id.

    It takes the place of an earlier one of its kind about the same subject, which is the account
    where no `subject_id` is named. A link for nobody takes the same steps, and is never sent; one that removes a way in
    has no mail of its own, but comes in the one that tells of it.

    Raises:
        TooManyAttempts: it is an invitation, and too many went to this address, whoever sent them.
    """
    if kind is MailLinkKind.INVITATION:
        limits = (login_throttle.INVITATION_MAILS,)
        count_attempt(limits=limits, account=recipient.lower(), ip=None, at=at)
    opened = open_link(
        kind=kind,
        recipient=recipient,
        user_id=user_id,
        lifetime=lifetime,
        subject_id=subject_id,
        session_id=session_id,
        at=at,
    )
    if kind is not MailLinkKind.REMOVE_ACCESS:
        publish(opened)
    return opened.link_id
