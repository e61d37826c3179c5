"""Correct the facts of an account that are neither its address nor its rights."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from riz.actor import Actor
from riz.columns import state
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from ...activity import api as activity
from .. import models, queries
from ..contracts import FactsChange
from ..domain import policies
from ..errors import UserNotFound


@use_case
def change_profile(
    *,
    user_id: UUID,
    full_name: str,
    phone: str,
    locale: str,
    time_zone: str,
    default_currency: str,
    actor: Actor,
    at: dt.datetime,
    avatar_url: str | None = None,
) -> FactsChange:
    """Replace the facts, one's own or, for those who manage accounts, anybody's; no avatar leaves the known one.

    Raises:
        UserNotFound: nobody has this id, or the caller may not know that somebody has.
        Invalid: a fact is not acceptable; the details name it.
    """
    require(actor, policies.CHANGE_FACTS, user_id, refusal=UserNotFound)
    row = lock(models.User, id=user_id, erased_at=None, refusal=UserNotFound)
    facts = {
        "full_name": full_name,
        "phone": phone,
        "locale": locale,
        "time_zone": time_zone,
        "default_currency": default_currency,
        "avatar_url": row.avatar_url if avatar_url is None else avatar_url,
    }
    before = row.facts_version
    changed = state(row, facts)
    if not changed:
        return FactsChange(version_before=before, version=before)
    row.facts_version += 1
    if "phone" in changed:
        row.phone_verified_at = None
    row.save(update_fields=[*changed, "facts_version", "phone_verified_at"])
    activity.record_act(
        activity.Action.PROFILE_CHANGED, by=actor, of=user_id, fields=changed, at=at
    )
    queries.mark_account_changed(user_id)
    queries.FACTS.change(user_id, partial(queries.load_facts, user_id))
    return FactsChange(version_before=before, version=row.facts_version)
