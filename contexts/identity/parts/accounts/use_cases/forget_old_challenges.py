"""Remove challenges that nobody can answer any more."""

from __future__ import annotations

import datetime as dt

from .. import models

KEPT = dt.timedelta(hours=1)


def forget_old_challenges(*, at: dt.datetime, batch: int = 1000) -> int:
    """Delete challenges and enrolments that are over; return how many rows."""
    enrolments = models.TotpDevice.objects.filter(confirmed_at=None, created_at__lt=at - KEPT)
    deleted = 0
    for over in (
        models.WebauthnChallenge.objects.filter(expires_at__lt=at - KEPT),
        models.SignInChallenge.objects.filter(expires_at__lt=at - KEPT),
        enrolments,
    ):
        keys = list(over.values_list("pk", flat=True)[:batch])
        deleted += over.model._base_manager.filter(pk__in=keys).delete()[0]  # noqa: SLF001
    return deleted
