"""Switch an authenticator app on."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from .. import models
from ..contracts import SecondFactorChange
from ..domain import login_throttle, second_factors
from ..errors import CodeWrong, NoEnrolment
from ._attempts import count_attempt, undo_attempt
from ._second_factors import lock_owner, record_change, renew_codes, use_step
from ._step_ups import session_of

_LIMITS = (login_throttle.CODES_HERE,)


def confirm_totp(*, code: str, actor: Actor, at: dt.datetime, ip: str | None = None) -> list[str]:
    """Confirm the secret that waits with a first code; return new recovery codes, shown once.

    An app that was on before is off from now on.

    Raises:
        CodeWrong: the code is not right.
        NoEnrolment: no secret waits, or it waited too long.
        StepUpRefused: the caller is not a person signed in as themselves.
        TooManyAttempts: codes were wrong too often; this one was not looked at.
    """
    user_id, _ = session_of(actor)
    account = f"enrolment {user_id}"
    count_attempt(limits=_LIMITS, account=account, ip=ip, at=at)
    codes = _confirm(user_id, code, ip, actor=actor, at=at)
    undo_attempt(limits=_LIMITS, account=account, ip=ip)
    return codes


@use_case
def _confirm(
    user_id: UUID, code: str, ip: str | None, *, actor: Actor, at: dt.datetime
) -> list[str]:
    lock_owner(user_id=user_id)
    devices = models.TotpDevice.objects.filter(user_id=user_id)
    waiting = devices.filter(
        confirmed_at=None, created_at__gt=at - second_factors.ENROLMENT_LIFETIME
    ).first()
    if waiting is None:
        raise NoEnrolment
    digits = second_factors.read_totp_code(code)
    if digits is None or not use_step(device=waiting, code=digits, at=at):
        raise CodeWrong(errors={"code": ["This is not the code that the app shows."]})
    devices.exclude(id=waiting.id).delete()
    devices.update(confirmed_at=at)
    record_change(
        user_id=user_id,
        what=SecondFactorChange.TOTP_ON,
        actor=str(actor),
        ip=ip,
        resource=("totp", waiting.id),
        at=at,
    )
    return renew_codes(user_id=user_id, at=at)
