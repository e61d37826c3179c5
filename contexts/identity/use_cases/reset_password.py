"""Choose a new password by a link that came by mail."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import SYSTEM
from riz.locking import lock
from riz.use_cases import use_case

from .. import models
from ..errors import MailLinkInvalid
from ..parts.accounts import api as accounts
from ..parts.accounts import queries
from ..parts.accounts.contracts import MailLink, MailLinkKind
from ..parts.accounts.domain import login_throttle, mail_links
from ..parts.accounts.use_cases._addresses import unconfirmed_accounts
from ..parts.accounts.use_cases._attempts import undo_attempt
from ..parts.accounts.use_cases.choose_password import choose_password
from ..parts.accounts.use_cases.confirm_account import confirm_account
from ..parts.accounts.use_cases.store_password import store_password
from ..parts.activity import api as activity
from .recover_account import recover_account


def reset_password(*, token: str, new_password: str, ip: str | None, at: dt.datetime) -> None:
    """Replace the password, end every session and forgive failed sign-ins; second factors and other ways in stay.

    Whoever reads the mailbox has confirmed the address with it, and of what was set up in an account that waited for
    that, nothing stays. A password that is refused leaves the link good.

    Raises:
        MailLinkInvalid: the link is not ours, was used, or is over.
        PasswordTooWeak: the new one would be guessed.
    """
    link = _find(token, at)
    user = models.User.objects.filter(id=link.user_id).first() if link.user_id else None
    if user is None:
        raise MailLinkInvalid
    encoded = choose_password(password=new_password, about_owner=(user.email, user.full_name))
    _reset(user.id, token, link, encoded, ip=ip, at=at)


def _find(token: str, at: dt.datetime) -> MailLink:
    for kind in mail_links.OF_RESET:
        try:
            return queries.find_mail_link(token=token, kind=kind, at=at)
        except MailLinkInvalid:
            continue
    raise MailLinkInvalid


@use_case
def _reset(
    user_id: UUID, token: str, link: MailLink, encoded: str, *, ip: str | None, at: dt.datetime
) -> None:
    accounts.use_mail_link(token=token, kind=link.kind, at=at)
    reached = models.User.objects.filter(email=link.recipient, is_active=True)
    row = lock(reached, id=user_id, refusal=MailLinkInvalid)
    if row.email_verified_at is None:
        _confirm(row.id, link, ip, at)
        row.refresh_from_db()
    store_password(row=row, encoded=encoded, actor=SYSTEM, at=at)
    undo_attempt(limits=(login_throttle.HERE, login_throttle.ANYWHERE), account=row.email, ip=ip)
    activity.record_security_event(
        action=activity.Action.PASSWORD_RESET, user_id=row.id, ip=ip, at=at
    )


def _confirm(user_id: UUID, link: MailLink, ip: str | None, at: dt.datetime) -> None:
    """Leave nothing that a stranger typed: whoever asked for this mail typed nothing, but by registering anew."""
    is_typed_by_reader = (
        link.kind == MailLinkKind.FINISH_REGISTRATION
        or not unconfirmed_accounts().filter(id=user_id).exists()
    )
    recover_account(user_id=user_id, actor=SYSTEM, at=at)
    typed = None if is_typed_by_reader else models.User()
    confirm_account(user_id=user_id, typed=typed, ip=ip, at=at)
