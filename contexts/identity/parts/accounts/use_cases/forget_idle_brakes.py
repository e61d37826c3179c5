"""Remove failed sign-ins that are long forgiven."""

from __future__ import annotations

import datetime as dt

from .. import models
from ..domain import brakes


def forget_idle_brakes(*, at: dt.datetime, batch: int = 1000) -> int:
    """Delete brakes that nobody has touched for a day; return how many."""
    forgiven = models.SignInBrake.objects.filter(last_failed_at__lt=at - brakes.FORGOTTEN_AFTER)
    keys = forgiven.values_list("key", flat=True)[:batch]
    return models.SignInBrake.objects.filter(key__in=list(keys)).delete()[0]
