"""Act as somebody else, from the staff screens, where no session of ours tells how recently somebody signed in."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor

from ...sessions import api as sessions
from .. import models, queries
from ..errors import BadCredentials, CodeWrong, PasswordWrong, UserNotFound
from ._impersonating import begin, check_impersonation
from ._second_factors import use_code
from .check_credentials import check_credentials


def start_impersonation_from_screen(
    *,
    user_id: UUID,
    reason: str,
    password: str,
    code: str,
    actor: Actor,
    at: dt.datetime,
    ip: str | None = None,
    user_agent: str = "",
) -> sessions.Tokens:
    """Begin a quarter of an hour as somebody else, for whoever shows their password, or their code where they have one.

    Raises:
        Forbidden: the caller may not act as others, or is that person.
        PasswordWrong, CodeWrong: what was shown is not right.
        TooManyAttempts: it went wrong too often.
        UserNotFound: nobody who may sign in has this id.
        MoreRightsThanCaller: the person may do something that the caller may not.
        ReasonMissing: the person will want to know why.
    """
    said = check_impersonation(user_id=user_id, reason=reason, actor=actor)
    if actor.id is None:
        raise UserNotFound
    if queries.second_factors_of(actor.id):
        if use_code(user_id=actor.id, code=code, ip=ip, at=at) is None:
            raise CodeWrong(errors={"code": ["The code is not right, or was used before."]})
    else:
        _check_password(actor.id, password, ip, at)
    return begin(user_id=user_id, reason=said, actor=actor, ip=ip, user_agent=user_agent, at=at)


def _check_password(user_id: UUID, password: str, ip: str | None, at: dt.datetime) -> None:
    email = models.User.objects.values_list("email", flat=True).get(id=user_id)
    try:
        check_credentials(email=email, password=password, ip=ip, at=at)
    except BadCredentials as wrong:
        raise PasswordWrong(errors={"password": ["The password is not right."]}) from wrong
