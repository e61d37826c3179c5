"""Open an account."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.auth.hashers import make_password

from riz import values
from riz.events import Event
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity import api as activity
from .. import events, models
from ..contracts import MailLinkKind, UserKind
from ..domain import login_throttle, mail_links
from ._addresses import unconfirmed_accounts
from ._mail_links import may_mail, open_link
from .choose_password import choose_password


def register_user(
    *,
    email: str,
    password: str | None,
    full_name: str,
    at: dt.datetime,
    phone: str = "",
    kind: UserKind = UserKind.TRAVELLER,
    locale: str = "en",
    time_zone: str = "UTC",
    default_currency: str = "INR",
    ip: str | None = None,
    is_verified: bool = False,
) -> UUID | None:
    """Open an account and return its id, or None when the address has one: callers must not tell which.

    Nobody signs in before mail to the address is known to reach them, so a link goes out; `is_verified` says
    that somebody we trust knows it already. No `password` makes an account that waits for one to be chosen by mail.
    Every check and the slow hash come before the address is looked up, so a taken address takes as
    long as a free one and shows no difference; its owner is told by mail.

    Raises:
        BadValue: the text is no e-mail address.
        PasswordTooWeak: the password would be guessed.
    """
    address = values.email(email)
    user = models.User(
        email=address,
        password=_encoded(password, about_owner=(address, full_name)),
        full_name=full_name,
        phone=phone,
        kind=kind,
        locale=locale,
        time_zone=time_zone,
        default_currency=default_currency,
        password_changed_at=at,
        email_verified_at=at if is_verified else None,
        created_at=at,
    )
    return _store(user, ip=ip, at=at)


def _encoded(password: str | None, *, about_owner: tuple[str, str]) -> str:
    if password is None:
        return make_password(None)
    return choose_password(password=password, about_owner=about_owner)


@use_case
def _store(user: models.User, *, ip: str | None, at: dt.datetime) -> UUID | None:
    """Store the account; each statement is made for free and for taken addresses alike."""
    models.User.objects.bulk_create([user], ignore_conflicts=True)
    owner = models.User.objects.only("id", "email_verified_at").get(email=user.email)
    is_new = owner.id == user.id
    activity.record_security_event(
        action=activity.Action.REGISTERED if is_new else activity.Action.REGISTRATION_REPEATED,
        user_id=owner.id,
        actor="" if is_new else "anonymous",
        ip=ip,
        at=at,
    )
    occurred: list[Event] = [*_mail(user, owner, at)]
    if is_new:
        occurred.append(events.UserRegistered(user_id=user.id, occurred_at=at))
    publish(*occurred)
    return user.id if is_new else None


def _mail(user: models.User, owner: models.User, at: dt.datetime) -> list[Event]:
    """Have the right mail sent: confirm, choose a password after all, or learn that there is an account.

    Of two who open an account for an unconfirmed address, only the mailbox knows which of them owns it: the
    password that was chosen first is dropped and the mail lets its reader choose one. What else the account says is what
    was typed for the last mail; where none goes for it, nothing.
    """
    if user.email_verified_at:
        return []
    is_mailed = may_mail(limit=login_throttle.REGISTRATION_MAILS, address=user.email, at=at)
    unconfirmed = models.User.objects.filter(id=owner.id, email_verified_at=None)
    unconfirmed.exclude(id=user.id).update(password=make_password(None))
    typed = user if is_mailed else models.User()
    unconfirmed_accounts().filter(id=owner.id).exclude(id=user.id).update(
        **{name: getattr(typed, name) for name in models.FACTS}
    )
    if not is_mailed:
        return []
    return [
        open_link(
            kind=_kind_of_mail(user, owner),
            recipient=user.email,
            user_id=owner.id,
            lifetime=mail_links.VERIFY_LIFETIME,
            replaces=mail_links.OF_REGISTRATION,
            at=at,
        )
    ]


def _kind_of_mail(user: models.User, owner: models.User) -> MailLinkKind:
    if owner.email_verified_at:
        return MailLinkKind.ADDRESS_TAKEN
    if owner.id != user.id or not user.has_usable_password():
        return MailLinkKind.FINISH_REGISTRATION
    return MailLinkKind.VERIFY_EMAIL
