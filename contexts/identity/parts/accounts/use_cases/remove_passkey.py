"""Remove a passkey."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from ...sessions import api as sessions
from .. import models
from ..contracts import SecondFactorChange
from ..errors import PasskeyNotFound
from ._second_factors import drop_codes_if_useless, record_change


@use_case
def remove_passkey(
    *, passkey_id: UUID, actor: Actor, at: dt.datetime, ip: str | None = None
) -> None:
    """Forget one's own passkey.

    Raises:
        PasskeyNotFound: the caller has no such passkey.
        StepUpRequired: the caller has not shown lately who they are.
    """
    if (
        actor.id is None
        or not models.Passkey.objects.filter(id=passkey_id, user_id=actor.id).exists()
    ):
        raise PasskeyNotFound
    sessions.require_recent_authentication(actor=actor, at=at)
    if not models.Passkey.objects.filter(id=passkey_id, user_id=actor.id).delete()[0]:
        raise PasskeyNotFound
    drop_codes_if_useless(user_id=actor.id)
    record_change(
        user_id=actor.id,
        what=SecondFactorChange.PASSKEY_REMOVED,
        actor=str(actor),
        ip=ip,
        resource=("passkey", passkey_id),
        at=at,
    )
