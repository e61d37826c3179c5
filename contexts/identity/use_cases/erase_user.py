"""Forget a person."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from functools import partial
from uuid import UUID

from django.contrib.auth.hashers import make_password

from riz import personal_data
from riz.actor import SYSTEM
from riz.locking import lock
from riz.outbox.publishing import publish
from riz.sealing import seal
from riz.use_cases import use_case

from .. import events, models
from ..errors import ErasureHindered, UserNotFound
from ..parts.accounts import queries as accounts
from ..parts.activity import api as activity
from ..parts.profiles import queries as profiles
from ..parts.profiles.contracts import ErasureState
from ..parts.sessions import api as sessions
from ._tables import EMPTIED, TABLES

NOWHERE = "erased.invalid"


@use_case
def erase_user(*, user_id: UUID, at: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    """Remove what identity knows of a person, leave an account of nobody, and have the other contexts follow.

    What is left is an id that others keep. The address may register again at once. Twice is as once.

    Returns:
        how many rows went, by table; nothing when the person was erased before.

    Raises:
        UserNotFound: nobody has this id.
        ErasureHindered: something has to be settled first; `details["hindrances"]` says what.
    """
    user = lock(models.User, id=user_id, refusal=UserNotFound)
    if user.erased_at is not None:
        return {}
    hindrances = personal_data.hindrances(user_id=user_id)
    if hindrances:
        raise ErasureHindered(hindrances=hindrances)
    if dry_run:
        return _count(user_id)
    _remember_for_the_others(user, at)
    sessions.end_sessions(user_id=user_id, reason="erased", actor=SYSTEM, at=at)
    removed = _empty_tables(user)
    personal_data.forget(user_id=user_id)
    _leave_nobody(user, at)
    activity.record_act(activity.Action.ERASED, by=SYSTEM, of=user_id, at=at)
    publish(events.UserErased(user_id=user_id, occurred_at=at))
    accounts.mark_account_changed(user_id)
    accounts.FACTS.change(user_id, partial(accounts.load_facts, user_id))
    profiles.PROFILES.change(user_id, partial(profiles.load_profile, user_id))
    profiles.PREFERENCES.change(user_id, partial(profiles.load_preferences, user_id))
    return removed


def _count(user_id: UUID) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for table in (*TABLES, *EMPTIED):
        if not table.is_kept:
            rows = table.model._base_manager.filter(**{table.person: user_id})  # noqa: SLF001
            counts[table.model._meta.label] += rows.count()  # noqa: SLF001
    return dict(+counts)


def _remember_for_the_others(user: models.User, at: dt.datetime) -> None:
    """Keep sealed who it was until every context has answered: desk bookings are known by address, not by account."""
    person = personal_data.Person(
        user_id=user.id, email=user.email, full_name=user.full_name, phone=user.phone
    )
    due, _ = models.Erasure.objects.get_or_create(
        user_id=user.id, state=ErasureState.DUE, defaults={"requested_at": at, "due_at": at}
    )
    due.state = ErasureState.DONE
    due.ended_at = at
    due.refused_because = ""
    due.person_sealed = seal(
        json.dumps([person.email, person.full_name, person.phone], ensure_ascii=False)
    )
    due.save()


def _empty_tables(user: models.User) -> dict[str, int]:
    removed: Counter[str] = Counter()
    for table in (*TABLES, *EMPTIED):
        if not table.is_kept:
            rows = table.model._base_manager.filter(**{table.person: user.id})  # noqa: SLF001
            removed.update(rows.delete()[1])
    models.MailLink.objects.filter(recipient=user.email).delete()
    models.Invitation.objects.filter(email=user.email).delete()
    models.LinkedLogin.objects.filter(email=user.email).update(email="")
    # The log tells what happened to the account, and no longer from where.
    models.SecurityEvent.objects.filter(user_id=user.id).update(ip=None, metadata={})
    return dict(+removed)


def _leave_nobody(user: models.User, at: dt.datetime) -> None:
    user.replace_facts(models.User(default_currency=user.default_currency))
    user.email = f"{user.id.hex}@{NOWHERE}"
    user.password = make_password(None)
    user.email_verified_at = None
    user.last_login = None
    user.password_changed_at = None
    user.is_active = False
    user.erased_at = at
    user.save()
