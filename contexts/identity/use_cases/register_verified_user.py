"""Open an account for somebody whose address another provider has verified."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.auth.hashers import make_password

from riz import values
from riz.actor import SYSTEM
from riz.locking import lock_or_none
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import events, models
from ..parts.accounts.use_cases.confirm_account import confirm_account
from ..parts.activity import api as activity
from .recover_account import recover_account


@use_case
def register_verified_user(
    *, email: str, full_name: str, at: dt.datetime, locale: str = "", ip: str | None = None
) -> UUID | None:
    """Open an account without a password and return its id, or None when the address has a confirmed account.

    One that nobody confirmed may be a stranger's, who took the address first: it becomes the verified person's, and
    nothing that was typed, chosen or opened before lets anybody in.

    Raises:
        BadValue: the text is no e-mail address.
    """
    user = models.User(
        email=values.email(email),
        email_verified_at=at,
        password=make_password(None),
        full_name=full_name,
        locale=locale or "en",
        created_at=at,
    )
    models.User.objects.bulk_create([user], ignore_conflicts=True)
    if models.User.objects.filter(id=user.id).exists():
        activity.record_security_event(
            action=activity.Action.REGISTERED, user_id=user.id, ip=ip, at=at
        )
        publish(events.UserRegistered(user_id=user.id, occurred_at=at))
        return user.id
    claimed = lock_or_none(
        models.User, email=user.email, email_verified_at=None, is_active=True, erased_at=None
    )
    if claimed is None:
        return None
    recover_account(user_id=claimed.id, actor=SYSTEM, at=at)
    confirm_account(user_id=claimed.id, typed=user, ip=ip, at=at)
    return claimed.id
