"""Rename a passkey."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.use_cases import use_case

from ...activity import api as activity
from .. import models, queries
from ..contracts import Passkey
from ..errors import PasskeyNotFound
from ._step_ups import session_of


@use_case
def rename_passkey(
    *, passkey_id: UUID, name: str, actor: Actor, at: dt.datetime, ip: str | None = None
) -> Passkey:
    """Call one's own passkey something else.

    Raises:
        PasskeyNotFound: the caller has no such passkey.
        StepUpRefused: the caller is not a person signed in as themselves.
    """
    user_id, _ = session_of(actor)
    row = lock(models.Passkey, id=passkey_id, user_id=user_id, refusal=PasskeyNotFound)
    row.name = name
    row.save(update_fields=["name"])
    activity.record_act(
        activity.Action.PASSKEY_RENAMED,
        by=actor,
        of=row.user_id,
        ip=ip,
        on=("passkey", row.id),
        at=at,
    )
    return queries.to_passkey(row)
