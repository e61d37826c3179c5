"""Remove failed sign-ins that are long forgiven."""

from __future__ import annotations

import datetime as dt

from .. import models
from ..domain import login_throttle


def forget_idle_throttles(*, at: dt.datetime, batch: int = 1000) -> int:
    """Delete throttles that nobody has touched for a day; return how many."""
    forgiven = models.LoginThrottle.objects.filter(
        last_failed_at__lt=at - login_throttle.FORGOTTEN_AFTER
    )
    keys = forgiven.values_list("key", flat=True)[:batch]
    return models.LoginThrottle.objects.filter(key__in=list(keys)).delete()[0]
