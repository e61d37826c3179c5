"""End everything that came of an authorization one of whose secrets was used twice."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.use_cases import use_case

from ...activity import api as activity
from ._endings import end_family


@use_case
def end_reused_secret(
    *, family: UUID, user_id: UUID, application_id: UUID, secret: str, at: dt.datetime
) -> None:
    """End the family, and have its owner see why in the activity log."""
    end_family(family=family, at=at)
    activity.record_security_event(
        action=activity.Action.PROGRAM_SECRET_REUSED,
        user_id=user_id,
        actor="system",
        resource=("application", application_id),
        metadata={"secret": secret},
        at=at,
    )
