"""Forget whom organisations asked long ago."""

from __future__ import annotations

import datetime as dt

from riz.use_cases import use_case

from .. import models
from ..domain.limits import INVITATIONS_KEPT


@use_case
def forget_old_invitations(*, at: dt.datetime) -> int:
    """Delete invitations that are long over, whatever came of them: they hold addresses of people who never came."""
    removed, _ = models.Invitation.objects.filter(expires_at__lt=at - INVITATIONS_KEPT).delete()
    return removed
