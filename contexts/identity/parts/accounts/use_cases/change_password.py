"""Change one's own password, knowing the one before."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from ...activity import api as activity
from .. import models
from ..domain import policies
from ..errors import BadCredentials, PasswordWrong, StepUpRefused, UserNotFound
from .check_credentials import check_credentials
from .choose_password import choose_password
from .store_password import store_password


def change_password(
    *, current_password: str, new_password: str, actor: Actor, ip: str | None, at: dt.datetime
) -> None:
    """Replace the caller's password and end every session but the one that asks.

    A wrong current password counts as a failed sign-in, so a stolen session is no way to guess it.

    Raises:
        PasswordTooWeak: the new one would be guessed.
        PasswordWrong: the current one is not right.
        StepUpRefused: the caller is a program, or acts as somebody else.
        TooManyAttempts: it went wrong too often.
        BadCredentials: the caller was signed out everywhere meanwhile.
    """
    user = _self(actor)
    encoded = choose_password(password=new_password, about_owner=(user.email, user.full_name))
    try:
        check_credentials(email=user.email, password=current_password, ip=ip, at=at)
    except BadCredentials as wrong:
        message = "This is not your password."
        raise PasswordWrong(errors={"current_password": [message]}) from wrong
    _change(user, encoded, ip, actor=actor, at=at)


def _self(actor: Actor) -> models.User:
    require(actor, policies.CHANGE_OWN_PASSWORD, refusal=StepUpRefused)
    user = models.User.objects.filter(id=actor.id).first() if actor.id else None
    if user is None:
        raise UserNotFound
    return user


@use_case
def _change(
    user: models.User, encoded: str, ip: str | None, *, actor: Actor, at: dt.datetime
) -> None:
    row = lock(models.User, id=user.id)
    if row.signed_out_at != user.signed_out_at:
        # The account was taken back, say, while the password was compared with the one before.
        raise BadCredentials
    store_password(row=row, encoded=encoded, actor=actor, except_session_id=actor.session_id, at=at)
    activity.record_act(activity.Action.PASSWORD_CHANGED, by=actor, of=user.id, ip=ip, at=at)
