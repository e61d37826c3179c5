"""Give an account a new password."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from ...activity import api as activity
from .. import models
from ..domain import policies
from ..errors import MoreRightsThanCaller, UserNotFound
from .choose_password import choose_password
from .store_password import store_password


@use_case
def set_password(*, user_id: UUID, password: str, actor: Actor, at: dt.datetime) -> None:
    """Replace one's own password or, for those who manage accounts, anybody's, and end every session.

    That somebody knows their old password is asked by the entry point before.

    Raises:
        Forbidden: the caller is neither that person nor manages accounts.
        PasswordTooWeak: the new one would be guessed.
        UserNotFound: nobody has this id.
        MoreRightsThanCaller: the person may do something that the caller may not.
    """
    require(actor, policies.SET_PASSWORD, user_id)
    row = lock(models.User, id=user_id, refusal=UserNotFound)
    if not policies.covers(actor, row.grants) and actor.id != user_id:
        raise MoreRightsThanCaller
    encoded = choose_password(password=password, about_owner=(row.email, row.full_name))
    store_password(row=row, encoded=encoded, actor=actor, at=at)
    activity.record_act(
        activity.Action.PASSWORD_SET, by=actor, of=user_id, on=("user", user_id), at=at
    )
