"""Forget everybody whose erasure is due."""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID

from riz.locking import lock_or_none
from riz.use_cases import use_case

from .. import models
from ..errors import ErasureHindered
from ..parts.profiles import queries as profiles
from .erase_user import erase_user
from .finish_erasures import finish_erasures

_log = logging.getLogger(__name__)
POSTPONED = dt.timedelta(days=1)
BATCH = 100


def erase_due_users(*, at: dt.datetime) -> int:
    """Erase each in a transaction of its own; who is hindered in the meantime waits a day. Return how many went."""
    erased = 0
    for user_id in profiles.list_due_erasures(at=at, limit=BATCH):
        try:
            erased += _erase(user_id, at)
        except ErasureHindered as hindered:
            reasons = "; ".join(hindered.details["hindrances"])
            _log.info("erasure.postponed", extra={"user_id": str(user_id)})
            models.Erasure.objects.filter(user_id=user_id, state="DUE").update(
                due_at=at + POSTPONED, refused_because=reasons
            )
    finish_erasures()
    return erased


@use_case
def _erase(user_id: UUID, at: dt.datetime) -> bool:
    """Ask again under the lock whether it is due: its owner may have taken the account back since it was listed."""
    lock_or_none(models.User, id=user_id)
    if not models.Erasure.objects.filter(user_id=user_id, state="DUE", due_at__lte=at).exists():
        return False
    erase_user(user_id=user_id, at=at)
    return True
