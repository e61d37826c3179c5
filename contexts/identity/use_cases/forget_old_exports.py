"""Remove exports whose week is over."""

from __future__ import annotations

import datetime as dt

from .. import models

REMEMBERED = dt.timedelta(days=30)


def forget_old_exports(*, at: dt.datetime) -> int:
    """Empty what is over, and forget after a month that there was anything; return how many were emptied."""
    over = models.DataExport.objects.filter(expires_at__lte=at).exclude(content_sealed="")
    emptied = over.update(content_sealed="")
    models.DataExport.objects.filter(requested_at__lt=at - REMEMBERED).exclude(
        state="PENDING"
    ).delete()
    return emptied
