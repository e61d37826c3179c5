"""Remove codes, tokens and visits that are over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from .. import models

# A used code and a used refresh token stay for as long as their second use has something to end.
KEPT = dt.timedelta(days=1)


def forget_old_tokens(*, at: dt.datetime, batch: int = 1000) -> int:
    """Delete what is over, at most a batch of each; return how many rows."""
    before = at - KEPT
    return sum(
        (
            _delete(models.ProgramToken, Q(expires__lt=before), batch),
            _delete(models.ProgramRefreshToken, Q(expires_at__lt=before), batch),
            _delete(models.AuthorizationCode, Q(expires__lt=before), batch),
            _delete(models.ProviderVisit, Q(expires_at__lt=before), batch),
        )
    )


def _delete(model: Any, over: Q, batch: int) -> int:
    ids = list(model.objects.filter(over).values_list("id", flat=True)[:batch])
    deleted: int = model.objects.filter(id__in=ids).delete()[0]
    return deleted
