"""Open an account."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from riz.outbox.publishing import publish

from ...activity import api as activity
from .. import events, models
from ..contracts import UserKind
from ..domain import emails
from .choose_password import choose_password


def register_user(
    *,
    email: str,
    password: str,
    full_name: str,
    at: dt.datetime,
    phone: str = "",
    kind: UserKind = UserKind.TRAVELLER,
    locale: str = "en",
    time_zone: str = "UTC",
    default_currency: str = "INR",
    ip: str | None = None,
) -> UUID | None:
    """Open an account and return its id, or None when the address has one: callers must not tell which.

    Every check and the slow hash come before the address is looked up, so a taken address takes as
    long as a free one and shows no difference.

    Raises:
        EmailNotAcceptable: the text is no e-mail address.
        PasswordTooWeak: the password would be guessed.
    """
    address = emails.normalise(email)
    encoded = choose_password(password=password, about_owner=(address, full_name))
    user = models.User(
        email=address,
        password=encoded,
        full_name=full_name,
        phone=phone,
        kind=kind,
        locale=locale,
        time_zone=time_zone,
        default_currency=default_currency,
        password_changed_at=at,
        created_at=at,
    )
    with transaction.atomic():
        return _store(user, ip=ip, at=at)


def _store(user: models.User, *, ip: str | None, at: dt.datetime) -> UUID | None:
    models.User.objects.bulk_create([user], ignore_conflicts=True)
    owner = models.User.objects.values_list("id", flat=True).get(email=user.email)
    if owner != user.id:
        activity.note_security_event(
            action=activity.Action.REGISTRATION_REPEATED,
            user_id=owner,
            actor="anonymous",
            ip=ip,
            at=at,
        )
        return None
    activity.note_security_event(action=activity.Action.REGISTERED, user_id=user.id, ip=ip, at=at)
    publish(events.UserRegistered(user_id=user.id, occurred_at=at))
    return user.id
