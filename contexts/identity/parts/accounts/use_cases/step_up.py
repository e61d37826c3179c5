"""Show once more who one is, before something that matters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from riz.actor import Actor

from ...activity import api as activity
from ...sessions import api as sessions
from ...sessions.contracts import Reauthentication
from .. import models, queries
from ..contracts import PasskeyPurpose, SecondFactor
from ..errors import (
    BadCredentials,
    CodeWrong,
    PasskeyNotAcceptable,
    PasswordWrong,
    SecondFactorNeeded,
)
from ._passkeys import use_own_passkey
from ._second_factors import use_code
from ._step_ups import session_of
from .check_credentials import check_credentials


def step_up(
    *,
    actor: Actor,
    at: dt.datetime,
    password: str = "",
    code: str = "",
    passkey: Mapping[str, Any] | None = None,
    ip: str | None = None,
) -> Reauthentication:
    """Note in the caller's session that they have just shown who they are; its access token is replaced.

    Where a second factor is on, the password alone does not do: whoever found an open session may know it too.

    Raises:
        StepUpRefused: the caller is not a person signed in as themselves.
        SecondFactorNeeded: the account has a second factor, and only a password was shown.
        CodeWrong, PasswordWrong, PasskeyNotAcceptable: what was shown is not right.
        TooManyAttempts: it went wrong too often; what was shown was not looked at.
    """
    user_id, session_id = session_of(actor)
    try:
        if passkey is not None:
            method = _by_passkey(user_id, passkey, ip, at)
        elif code:
            method = _by_code(user_id, code, ip, at)
        else:
            method = _by_password(user_id, password, ip, at)
    except (CodeWrong, PasswordWrong, PasskeyNotAcceptable):
        _record_event(activity.Action.STEP_UP_FAILED, actor, ip, at)
        raise
    reauthentication = sessions.record_authentication(session_id=session_id, method=method, at=at)
    _record_event(activity.Action.STEPPED_UP, actor, ip, at, method=method)
    return reauthentication


def _by_password(user_id: UUID, password: str, ip: str | None, at: dt.datetime) -> str:
    factors = queries.second_factors_of(user_id)
    if factors:
        raise SecondFactorNeeded(methods=list(factors))
    email = models.User.objects.values_list("email", flat=True).get(id=user_id)
    try:
        check_credentials(email=email, password=password, ip=ip, at=at)
    except BadCredentials as wrong:
        raise PasswordWrong(errors={"password": ["The password is not right."]}) from wrong
    return "password"


def _by_code(user_id: UUID, code: str, ip: str | None, at: dt.datetime) -> str:
    factor = use_code(user_id=user_id, code=code, ip=ip, at=at)
    if factor is None:
        raise CodeWrong(errors={"code": ["The code is not right, or was used before."]})
    return factor.value


def _by_passkey(
    user_id: UUID, credential: Mapping[str, Any], ip: str | None, at: dt.datetime
) -> str:
    use_own_passkey(
        user_id=user_id, credential=credential, purpose=PasskeyPurpose.STEP_UP, ip=ip, at=at
    )
    return SecondFactor.PASSKEY.value


def _record_event(
    action: activity.Action,
    actor: Actor,
    ip: str | None,
    at: dt.datetime,
    method: str = "",
) -> None:
    activity.record_security_event(
        action=action,
        user_id=actor.id,
        actor=str(actor),
        ip=ip,
        resource=("session", actor.session_id),
        metadata={"method": method} if method else {},
        at=at,
    )
