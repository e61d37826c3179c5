"""Ask for another e-mail address."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz import values
from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity import api as activity
from ...sessions import api as sessions
from .. import models
from ..contracts import MailLinkKind
from ..domain import login_throttle, mail_links
from ..errors import EmailNotAcceptable, UserNotFound
from ._attempts import count_attempt
from ._mail_links import open_link


def ask_for_email_change(*, new_email: str, actor: Actor, ip: str | None, at: dt.datetime) -> None:
    """Send a link to the new address; until it is followed nothing changes.

    A taken address is answered alike: its owner gets a mail that says so, and no link exists.

    Raises:
        BadValue: the text is no e-mail address.
        EmailNotAcceptable: it is the one that the account has.
        StepUpRequired: the caller has not shown lately who they are, or acts as somebody else.
        TooManyAttempts: the caller asked too often, or too much mail went to that address.
    """
    sessions.require_recent_authentication(actor=actor, at=at)
    address = values.email(new_email)
    user_id = _check_own_address(actor, address)
    for whom in (str(user_id), address):
        count_attempt(limits=(login_throttle.CHANGE_MAILS,), account=whom, ip=None, at=at)
    _send_link(user_id, address, ip, actor=actor, at=at)


@use_case
def _send_link(
    user_id: UUID, address: str, ip: str | None, *, actor: Actor, at: dt.datetime
) -> None:
    sessions.require_recent_authentication(actor=actor, at=at)
    opened = open_link(
        kind=MailLinkKind.CHANGE_EMAIL,
        recipient=address,
        user_id=user_id,
        session_id=actor.session_id,
        lifetime=mail_links.CHANGE_LIFETIME,
        at=at,
    )
    activity.record_act(activity.Action.EMAIL_CHANGE_ASKED, by=actor, of=user_id, ip=ip, at=at)
    publish(opened)


def _check_own_address(actor: Actor, address: str) -> UUID:
    user = models.User.objects.filter(id=actor.id).first() if actor.id else None
    if user is None:
        raise UserNotFound
    if user.email == address:
        raise EmailNotAcceptable(errors={"new_email": ["This is your address already."]})
    return user.id
