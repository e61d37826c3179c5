"""Withdraw what somebody's account has offered to others and nobody has taken yet."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from .. import models


def revoke_access(
    *, user_id: UUID, since: dt.datetime, at: dt.datetime, only: UUID | None = None
) -> None:
    """Withdraw every open invitation that the account sent, however old; with `only` nothing is done."""
    del since
    if only is None:
        models.Invitation.objects.open().filter(invited_by=user_id).update(withdrawn_at=at)
