"""Gather an export that somebody asked for."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from riz.sealing import seal

from .. import models
from ..parts.profiles.contracts import ExportState
from .write_export import write_export

KEPT = dt.timedelta(days=7)
MOST_ATTEMPTS = 5
PAUSE = dt.timedelta(minutes=5)


def gather_export(*, export_id: UUID, at: dt.datetime) -> bool:
    """Gather it once; twice is as once, and who died over it is followed by another. Return whether it is there now."""
    user_id = _start(export_id, at)
    if user_id is None:
        return False
    content = write_export(user_id=user_id, at=at)
    pending = models.DataExport.objects.filter(id=export_id, state=ExportState.PENDING)
    return bool(
        pending.update(
            state=ExportState.READY,
            content_sealed=seal(content),
            ready_at=at,
            expires_at=at + KEPT,
        )
    )


@transaction.atomic
def _start(export_id: UUID, at: dt.datetime) -> UUID | None:
    """Count the attempt before it is made, so that one that kills its worker is given up in the end."""
    row = (
        models.DataExport.objects.select_for_update(skip_locked=True)
        .filter(id=export_id, state=ExportState.PENDING, next_attempt_at__lte=at)
        .first()
    )
    if row is None:
        return None
    row.attempts += 1
    row.next_attempt_at = at + PAUSE * row.attempts
    if row.attempts > MOST_ATTEMPTS:
        row.state = ExportState.FAILED
    row.save(update_fields=["attempts", "next_attempt_at", "state"])
    return None if row.state == ExportState.FAILED else row.user_id
