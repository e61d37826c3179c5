"""Act as somebody else, to see what they see."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Q

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from ...sessions import api as sessions
from .. import models, queries
from ..domain import policies
from ..errors import (
    BadCredentials,
    CodeWrong,
    MoreRightsThanCaller,
    PasswordWrong,
    UserNotFound,
)
from ._reasons import kept_reason
from ._second_factors import use_code
from .check_credentials import check_credentials


def start_impersonation(
    *,
    user_id: UUID,
    reason: str,
    actor: Actor,
    at: dt.datetime,
    shown: tuple[str, str] | None = None,
    ip: str | None = None,
    user_agent: str = "",
) -> sessions.Tokens:
    """Begin a quarter of an hour as somebody else: an access token that nothing refreshes, and an entry in their log.

    At the staff screens no session of ours tells how recently somebody signed in: there `shown` are the caller's
    password and code, of which who has a second factor shows the code.

    Raises:
        Forbidden: the caller may not act as others, acts as somebody already, or is that person.
        UserNotFound: nobody who may sign in has this id.
        MoreRightsThanCaller: the person may do something that the caller may not.
        ReasonMissing: the person will want to know why.
        StepUpRequired: the caller has not just shown who they are.
        PasswordWrong, CodeWrong: what was shown is not right.
        TooManyAttempts: it went wrong too often.
        BadCredentials: the caller was signed out everywhere meanwhile.
        SessionEnded: the caller was signed out here meanwhile.
    """
    require(actor, policies.IMPERSONATE, user_id)
    callers = models.User.objects.filter(Q(id=actor.id))
    signed_out_at = callers.values_list("signed_out_at", flat=True).first()
    kept = kept_reason(reason)
    person = models.User.objects.filter(id=user_id, is_active=True).first()
    if person is None:
        raise UserNotFound
    if not policies.covers(actor, person.grants):
        raise MoreRightsThanCaller
    if shown is None or actor.id is None:
        sessions.require_recent_authentication(actor=actor, at=at)
    else:
        _check_shown(actor.id, shown, ip, at)
    return _start(
        user_id, signed_out_at, reason=kept, actor=actor, ip=ip, user_agent=user_agent, at=at
    )


@use_case
def _start(
    user_id: UUID,
    signed_out_at: dt.datetime | None,
    *,
    reason: str,
    actor: Actor,
    ip: str | None,
    user_agent: str,
    at: dt.datetime,
) -> sessions.Tokens:
    caller = lock(models.User, id=actor.id, no_key=True, refusal=BadCredentials)
    if caller.signed_out_at != signed_out_at:
        # The caller's own account was taken back, say, since they showed who they are.
        raise BadCredentials
    return sessions.start_session(
        user_id=user_id,
        methods=("impersonation",),
        impersonator_id=actor.id,
        started_from=actor.session_id,
        reason=reason,
        ip=ip,
        user_agent=user_agent,
        at=at,
    )


def _check_shown(user_id: UUID, shown: tuple[str, str], ip: str | None, at: dt.datetime) -> None:
    password, code = shown
    if queries.second_factors_of(user_id):
        if use_code(user_id=user_id, code=code, ip=ip, at=at) is None:
            raise CodeWrong(errors={"code": ["The code is not right, or was used before."]})
        return
    email = models.User.objects.values_list("email", flat=True).get(id=user_id)
    try:
        check_credentials(email=email, password=password, ip=ip, at=at)
    except BadCredentials as wrong:
        raise PasswordWrong(errors={"password": ["The password is not right."]}) from wrong
