"""Remove sessions that are long over."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from .. import models

KEPT = dt.timedelta(days=30)


def forget_old_sessions(*, at: dt.datetime, batch: int = 1000) -> int:
    """Delete sessions that ended more than 30 days ago, with their tokens, and old tickets; return how many rows."""
    models.SocketTicket.objects.filter(expires_at__lt=at).delete()
    over = Q(expires_at__lt=at - KEPT) | Q(revoked_at__lt=at - KEPT)
    ids = models.Session.objects.filter(over).values_list("id", flat=True)[:batch]
    return models.Session.objects.filter(id__in=list(ids)).delete()[0]
