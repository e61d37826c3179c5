"""Remove entries of the activity log that are kept no longer."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from .. import models


def forget_old_activity(*, at: dt.datetime, batch: int = 1000) -> int:
    """Delete a batch of what is older than `RIZ_ACTIVITY_DAYS`; return how many there were."""
    kept_since = at - dt.timedelta(days=settings.RIZ_ACTIVITY_DAYS)
    old = models.SecurityEvent.objects.filter(at__lt=kept_since).order_by("at")
    ids = list(old.values_list("id", flat=True)[:batch])
    return models.SecurityEvent.objects.filter(id__in=ids).delete()[0]
