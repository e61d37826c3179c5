"""Open an account for somebody whose address another provider has verified."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from riz.actor import SYSTEM
from riz.outbox.publishing import publish

from ...activity import api as activity
from ...sessions import api as sessions
from .. import events, models, queries
from ..domain import emails, mail_links
from ._mail_links import end_links


@transaction.atomic
def register_verified_user(
    *, email: str, full_name: str, at: dt.datetime, locale: str = "", ip: str | None = None
) -> UUID | None:
    """Open an account without a password and return its id, or None when the address has a confirmed account.

    One that nobody confirmed may be a stranger's, who took the address first: it becomes the verified person's, and
    nothing that was typed, chosen or opened before lets anybody in.

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
        return _take_over(user, ip, at)
    activity.note_security_event(action=activity.Action.REGISTERED, user_id=user.id, ip=ip, at=at)
    publish(events.UserRegistered(user_id=user.id, occurred_at=at))
    return user.id


_TYPED = (
    "password",
    "full_name",
    "phone",
    "avatar_url",
    "locale",
    "time_zone",
    "default_currency",
    "email_verified_at",
)


def _take_over(verified: models.User, ip: str | None, at: dt.datetime) -> UUID | None:
    row = (
        models.User.objects.select_for_update()
        .filter(
            email=verified.email,
            email_verified_at=None,
            is_active=True,
            erased_at=None,
        )
        .first()
    )
    if row is None:
        return None
    for name in _TYPED:
        setattr(row, name, getattr(verified, name))
    row.phone_verified_at = None
    row.password_changed_at = row.signed_out_at = at
    row.facts_version += 1
    row.save()
    for table in (models.TotpDevice, models.Passkey, models.RecoveryCode, models.SignInChallenge):
        table.objects.filter(user_id=row.id).delete()
    end_links(subject_id=row.id, kinds=mail_links.OF_ENTRY, at=at)
    sessions.end_sessions(user_id=row.id, reason="account_confirmed", actor=SYSTEM, at=at)
    activity.note_security_event(
        action=activity.Action.EMAIL_VERIFIED, user_id=row.id, ip=ip, at=at
    )
    publish(events.EmailVerified(user_id=row.id, occurred_at=at))
    queries.note_account_changed(row.id)
    queries.FACTS.change(row.id, partial(queries.load_facts, row.id))
    return row.id
