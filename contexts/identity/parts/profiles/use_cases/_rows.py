"""How the one row of a person is locked, made if there is none yet."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar
from uuid import UUID

from riz.locking import lock

from .. import models

Row = TypeVar("Row", models.Profile, models.Preferences)


def lock_row(table: type[Row], *, user_id: UUID, at: dt.datetime) -> Row:
    """Lock somebody's row of a table; of several who make it, one does."""
    # A person who is gone fails the foreign key: the callers have looked before.
    table.objects.bulk_create([table(user_id=user_id, updated_at=at)], ignore_conflicts=True)
    return lock(table, user_id=user_id)
