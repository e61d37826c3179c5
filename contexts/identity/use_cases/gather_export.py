"""Gather an export that somebody asked for."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.locking import lock_or_none
from riz.sealing import seal
from riz.use_cases import use_case

from .. import models
from ..parts.profiles.contracts import ExportState
from .write_export import write_export

KEPT = dt.timedelta(days=7)
CLOSED = "The account is closed."


def gather_export(*, export_id: UUID, at: dt.datetime) -> bool:
    """Gather an export, unless it is there; a process that died over it is followed by another. Return whether it is there.

    For whoever can't sign in any more nothing is gathered, nor kept that was gathered meanwhile.
    """
    exports = models.DataExport.objects
    row = exports.select_related("user").claim(export_id, at=at)
    if row is None:
        return False
    if not row.user.may_sign_in:
        exports.give_up(row, CLOSED)
        return False
    with exports.attempt(row, at=at):
        content = write_export(user_id=row.user_id, at=at)
    return _finish(row, content, at)


@use_case
def _finish(row: models.DataExport, content: str, at: dt.datetime) -> bool:
    exports = models.DataExport.objects
    held = lock_or_none(exports.held(row).select_related("user"))
    if held is None:
        return False
    if not held.user.may_sign_in:
        exports.give_up(row, CLOSED)
        return False
    return exports.finish(
        row,
        state=ExportState.READY,
        content_sealed=seal(content),
        ready_at=at,
        expires_at=at + KEPT,
    )
