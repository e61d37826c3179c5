"""End everything that came of an authorization one of whose secrets was used twice."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from ...activity import api as activity
from ._endings import end_family


@transaction.atomic
def end_reused_secret(
    *, family: UUID, user_id: UUID, application_id: UUID, secret: str, at: dt.datetime
) -> None:
    """End the family, and have its owner see why in the activity log."""
    end_family(family=family, at=at)
    activity.note_security_event(
        action=activity.Action.PROGRAM_SECRET_REUSED,
        user_id=user_id,
        actor="system",
        resource=("application", application_id),
        metadata={"secret": secret},
        at=at,
    )
