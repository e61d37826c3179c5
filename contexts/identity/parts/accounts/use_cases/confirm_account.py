"""Give an account that nobody had confirmed to whoever reads the mail of its address."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity import api as activity
from .. import events, models, queries


@use_case
def confirm_account(
    *, user_id: UUID, ip: str | None, at: dt.datetime, typed: models.User | None = None
) -> None:
    """Confirm the address of a locked account, and have it say of its owner what they typed, where that is known."""
    row = models.User.objects.get(id=user_id)
    row.email_verified_at = at
    if typed is not None:
        row.replace_facts(typed)
    row.save()
    activity.record_security_event(
        action=activity.Action.EMAIL_VERIFIED, user_id=user_id, ip=ip, at=at
    )
    publish(events.EmailVerified(user_id=user_id, occurred_at=at))
    queries.mark_account_changed(user_id)
    queries.FACTS.change(user_id, partial(queries.load_facts, user_id))
