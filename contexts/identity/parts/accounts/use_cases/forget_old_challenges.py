"""Remove challenges that nobody can answer any more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from .. import models

KEPT = dt.timedelta(hours=1)


def forget_old_challenges(*, at: dt.datetime, batch: int = 1000) -> int:
    """Delete challenges and enrolments that are over; return how many rows."""
    enrolments = models.TotpDevice.objects.filter(confirmed_at=None, created_at__lt=at - KEPT)
    deleted = 0
    over: tuple[QuerySet[Any], ...] = (
        models.WebauthnChallenge.objects.filter(expires_at__lt=at - KEPT),
        models.SignInChallenge.objects.filter(expires_at__lt=at - KEPT),
        enrolments,
    )
    for rows in over:
        keys = list(rows.values_list("pk", flat=True)[:batch])
        deleted += rows.filter(pk__in=keys).delete()[0]
    return deleted
