"""Remove what nobody needs any more: sessions long over, failed sign-ins long forgiven."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from .. import models
from ..domain import brakes

KEPT = dt.timedelta(days=30)


def forget_old_sessions(*, at: dt.datetime, batch: int = 1000) -> int:
    """Delete sessions that ended more than 30 days ago, with their tokens, and idle brakes; return how many rows."""
    over = Q(expires_at__lt=at - KEPT) | Q(revoked_at__lt=at - KEPT)
    ids = models.Session.objects.filter(over).values_list("id", flat=True)[:batch]
    forgiven = models.SignInBrake.objects.filter(last_failed_at__lt=at - brakes.FORGOTTEN_AFTER)
    keys = forgiven.values_list("key", flat=True)[:batch]
    return (
        models.Session.objects.filter(id__in=list(ids)).delete()[0]
        + models.SignInBrake.objects.filter(key__in=list(keys)).delete()[0]
    )
