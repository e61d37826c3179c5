"""Take the new address, whose owner has followed the link."""

from __future__ import annotations

import datetime as dt

from riz.actor import SYSTEM
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity import api as activity
from ...sessions import api as sessions
from .. import events
from ..contracts import MailLinkKind
from ..domain import mail_links
from ..errors import MailLinkInvalid
from ._addresses import move_to
from ._mail_links import end_links, open_link
from .use_mail_link import use_mail_link


@use_case
def confirm_email_change(*, token: str, ip: str | None, at: dt.datetime) -> None:
    """Change the address, end every session but the one that asked, and tell the old address, from where it can be undone.

    Raises:
        MailLinkInvalid: the link is not ours, was used, is over, the address is somebody else's by now, or the session
            that asked for it was ended.
    """
    link = use_mail_link(token=token, kind=MailLinkKind.CHANGE_EMAIL, at=at)
    user, before = move_to(user_id=link.user_id, address=link.recipient, at=at)
    if link.session_id and link.session_id not in sessions.live_session_ids(user_id=user.id):
        raise MailLinkInvalid
    end_links(subject_id=user.id, kinds=mail_links.OF_ENTRY, at=at)
    sessions.end_sessions(
        user_id=user.id,
        reason="email_changed",
        actor=SYSTEM,
        except_session_id=link.session_id,
        at=at,
    )
    activity.record_security_event(
        action=activity.Action.EMAIL_CHANGED, user_id=user.id, ip=ip, at=at
    )
    # Each change can be undone from the address before it: a second one must not take that away from the first.
    changed = open_link(
        kind=MailLinkKind.UNDO_EMAIL_CHANGE,
        recipient=before,
        user_id=user.id,
        subject_id=link.id,
        lifetime=mail_links.UNDO_LIFETIME,
        at=at,
    )
    publish(changed, events.EmailChanged(user_id=user.id, occurred_at=at))
