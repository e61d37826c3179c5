"""Change how somebody likes to travel and to be told."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any
from uuid import UUID

from riz.actor import Actor
from riz.outbox.publishing import publish
from riz.use_cases import use_case
from riz.versions import Expected, ensure_expected

from ...accounts import api as accounts
from .. import events, models, queries
from ..errors import ProfileNotFound
from ..queries import Preferences
from ._rows import lock_row


@use_case
def change_preferences(
    *,
    user_id: UUID,
    actor: Actor,
    expected_version: Expected,
    at: dt.datetime,
    budget_level: str,
    travel_styles: tuple[str, ...],
    dietary_needs: tuple[str, ...],
    accessibility_needs: tuple[str, ...],
    notification_channels: tuple[str, ...],
    notification_kinds: tuple[str, ...],
    shown: tuple[str, ...],
) -> Preferences:
    """Replace one's own preferences and return them as they are now; each choice counts once.

    Raises:
        ProfileNotFound: nobody has this id, or the caller may not know that somebody has.
        ProfileNotYours: the caller may read them only.
        Stale: they are not at the expected version any more.
    """
    queries.require_own(user_id=user_id, actor=actor)
    if accounts.get_facts(user_id=user_id) is None:
        raise ProfileNotFound
    row = lock_row(models.Preferences, user_id=user_id, at=at)
    ensure_expected(row.version + 1, expected_version)
    wanted: dict[str, Any] = {
        "budget_level": budget_level,
        "travel_styles": _once(travel_styles),
        "dietary_needs": _once(dietary_needs),
        "accessibility_needs": _once(accessibility_needs),
        "notification_channels": _once(notification_channels),
        "notification_kinds": _once(notification_kinds),
        "shown": _once(shown),
    }
    if any(getattr(row, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(row, name, value)
        row.version += 1
        row.updated_at = at
        row.save()
        publish(events.ProfileChanged(user_id=user_id, occurred_at=at))
        queries.PREFERENCES.change(user_id, partial(queries.load_preferences, user_id))
    return queries.to_preferences(user_id, queries.preferred(row))


def _once(choices: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(choices))
