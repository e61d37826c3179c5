"""Change what somebody tells about themselves."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from riz import values
from riz.actor import Actor
from riz.columns import state
from riz.outbox.publishing import publish
from riz.sealing import seal, unseal
from riz.use_cases import use_case
from riz.versions import Expected, ensure_expected

from ...accounts import api as accounts
from .. import events, models, queries
from ..queries import EmergencyContact, Profile
from ._rows import lock_row


@use_case
def change_own_profile(
    *,
    user_id: UUID,
    actor: Actor,
    expected_version: Expected,
    at: dt.datetime,
    full_name: str,
    phone: str,
    avatar_url: str,
    locale: str,
    time_zone: str,
    default_currency: str,
    bio: str,
    home_place: str,
    languages: tuple[str, ...],
    emergency_contact: EmergencyContact | None,
) -> Profile:
    """Replace one's own profile, the facts of the account included, and return it as it is now.

    Raises:
        ProfileNotFound: nobody has this id, or the caller may not know that somebody has.
        ProfileNotYours: the caller may read it only.
        Invalid: a fact is not acceptable.
        Stale: it is not at the expected version any more.
    """
    queries.require_own(user_id=user_id, actor=actor)
    # The account first: it is the row that every other change of a person locks first.
    facts = accounts.change_profile(
        user_id=user_id,
        full_name=full_name,
        phone=phone,
        avatar_url=avatar_url,
        locale=locale,
        time_zone=time_zone,
        default_currency=default_currency,
        actor=actor,
        at=at,
    )
    row = lock_row(models.Profile, user_id=user_id, at=at)
    ensure_expected(facts.version_before + row.version, expected_version)
    spoken = list(dict.fromkeys(map(values.language, languages)))
    changed = state(row, {"bio": bio, "home_place": home_place, "languages": spoken})
    contact = queries.emergency_contact_as_text(emergency_contact)
    known = row.emergency_contact_sealed and unseal(row.emergency_contact_sealed)
    if changed or known != contact:
        row.emergency_contact_sealed = seal(contact) if contact else ""
        row.version += 1
        row.updated_at = at
        row.save()
        queries.PROFILES.change(user_id, partial(queries.load_profile, user_id))
    elif facts.version == facts.version_before:
        return queries.read_profile(user_id)
    publish(events.ProfileChanged(user_id=user_id, occurred_at=at))
    return queries.read_profile(user_id)
