"""Let a late payment arrive."""

from __future__ import annotations

import datetime as dt

from riz.use_cases import use_case

from .. import models
from ..contracts import SandboxState
from ._announce import announce


@use_case
def settle_charge(*, charge_id: str, at: dt.datetime) -> None:
    """Capture a charge that was being processed, once its time has come; otherwise do nothing."""
    rows = models.SandboxIntent.objects.select_for_update(skip_locked=True)
    row = rows.filter(id=charge_id, state=SandboxState.PROCESSING, settles_at__lte=at).first()
    if row is not None:
        row.capture()
        row.save()
        announce(charge=row, at=at)
