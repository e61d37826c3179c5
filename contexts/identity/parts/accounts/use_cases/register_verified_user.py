"""Open an account for somebody whose address another provider has verified."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from riz.outbox.publishing import publish

from ...activity import api as activity
from .. import events, models
from ..domain import emails


@transaction.atomic
def register_verified_user(
    *, email: str, full_name: str, at: dt.datetime, locale: str = "", ip: str | None = None
) -> UUID | None:
    """Open an account without a password and return its id, or None when the address has an account.

    Raises:
        EmailNotAcceptable: the text is no e-mail address.
    """
    address = emails.normalise(email)
    user = models.User(
        email=address,
        email_verified_at=at,
        password=make_password(None),
        full_name=full_name,
        locale=locale or "en",
        created_at=at,
    )
    models.User.objects.bulk_create([user], ignore_conflicts=True)
    if not models.User.objects.filter(id=user.id).exists():
        return None
    activity.note_security_event(action=activity.Action.REGISTERED, user_id=user.id, ip=ip, at=at)
    publish(events.UserRegistered(user_id=user.id, occurred_at=at))
    return user.id
