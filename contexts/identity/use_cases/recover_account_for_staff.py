"""Take somebody's account back for them, who can't do so by mail."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from ..parts.accounts.use_cases.reset_second_factors import reset_second_factors
from .recover_account import recover_account


@use_case
def recover_account_for_staff(*, user_id: UUID, reason: str, actor: Actor, at: dt.datetime) -> None:
    """Do all that `reset_second_factors` does, with its refusals, and end every other way in; a mail goes to the address.

    Links by which the owner of a former address takes it back stay good.
    """
    reset_second_factors(user_id=user_id, reason=reason, actor=actor, at=at)
    recover_account(user_id=user_id, actor=actor, at=at)
