"""Gather an export that somebody asked for."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.sealing import seal
from riz.use_cases import use_case

from .. import models
from ..parts.profiles.contracts import ExportState
from .write_export import write_export

KEPT = dt.timedelta(days=7)
MOST_ATTEMPTS = 5
PAUSE = dt.timedelta(minutes=5)


def gather_export(*, export_id: UUID, at: dt.datetime) -> bool:
    """Gather it once; twice is as once, and who died over it is followed by another. Return whether it is there now.

    For whoever can't sign in any more nothing is gathered, nor kept that was gathered meanwhile.
    """
    user_id = _start(export_id, at)
    return user_id is not None and _finish(export_id, write_export(user_id=user_id, at=at), at)


@use_case
def _start(export_id: UUID, at: dt.datetime) -> UUID | None:
    """Count the attempt before it is made, so that one that kills its worker is given up in the end."""
    row = _lock(export_id, next_attempt_at__lte=at)
    if row is None:
        return None
    row.attempts += 1
    row.next_attempt_at = at + PAUSE * row.attempts
    if row.attempts > MOST_ATTEMPTS or not row.user.may_sign_in:
        row.state = ExportState.FAILED
    row.save(update_fields=["attempts", "next_attempt_at", "state"])
    return None if row.state == ExportState.FAILED else row.user_id


@use_case
def _finish(export_id: UUID, content: str, at: dt.datetime) -> bool:
    row = _lock(export_id)
    if row is None:
        return False
    row.state = ExportState.FAILED
    if row.user.may_sign_in:
        row.state, row.content_sealed = ExportState.READY, seal(content)
        row.ready_at, row.expires_at = at, at + KEPT
    row.save(update_fields=["state", "content_sealed", "ready_at", "expires_at"])
    return row.state == ExportState.READY


def _lock(export_id: UUID, **conditions: dt.datetime) -> models.DataExport | None:
    rows = models.DataExport.objects.select_for_update(of=("self",), skip_locked=True)
    pending = rows.select_related("user").filter(id=export_id, state=ExportState.PENDING)
    return pending.filter(**conditions).first()
