"""Take an account back to the address that it had before somebody changed it."""

from __future__ import annotations

import datetime as dt

from riz.actor import SYSTEM
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import events, models
from ..parts.accounts import api as accounts
from ..parts.accounts.use_cases._addresses import move_to
from ..parts.activity import api as activity
from .recover_account import recover_account


@use_case
def undo_email_change(*, token: str, ip: str | None, at: dt.datetime) -> None:
    """Restore the address and recover the account: whoever changed it had the password, and may have set up more.

    Raises:
        MailLinkInvalid: the link is not ours, was used, is over, or the address is somebody else's by now.
    """
    link = accounts.use_mail_link(token=token, kind=accounts.MailLinkKind.UNDO_EMAIL_CHANGE, at=at)
    user, _ = move_to(user_id=link.user_id, address=link.recipient, at=at)
    # Addresses of later changes are the intruder's. Those of earlier ones are not: one of them may be the owner's.
    models.MailLink.objects.open().filter(
        user_id=user.id, kind=link.kind, created_at__gte=link.created_at
    ).update(superseded_at=at)
    activity.record_security_event(
        action=activity.Action.EMAIL_CHANGE_UNDONE, user_id=user.id, ip=ip, at=at
    )
    publish(events.EmailChanged(user_id=user.id, occurred_at=at))
    recover_account(user_id=user.id, actor=SYSTEM, seized_at=link.created_at, ip=ip, at=at)
