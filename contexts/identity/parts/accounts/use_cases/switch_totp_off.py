"""Switch an authenticator app off."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet

from riz.actor import Actor
from riz.use_cases import use_case

from ...sessions import api as sessions
from .. import models
from ..contracts import SecondFactorChange
from ..errors import CodeWrong, SecondFactorNotOn, StepUpRefused
from ._second_factors import drop_codes_if_useless, lock_owner, record_change, use_code


def switch_totp_off(*, code: str, actor: Actor, at: dt.datetime, ip: str | None = None) -> None:
    """Forget the app, for whoever has shown lately who they are and knows a code.

    Raises:
        StepUpRequired: the caller has not shown lately who they are.
        SecondFactorNotOn: no app is on.
        CodeWrong: the code is not right, or was used before.
        TooManyAttempts: codes were wrong too often; this one was not looked at.
    """
    sessions.require_recent_authentication(actor=actor, at=at)
    if actor.id is None:
        raise StepUpRefused
    if not _confirmed(actor.id).exists():
        raise SecondFactorNotOn
    if use_code(user_id=actor.id, code=code, ip=ip, at=at) is None:
        raise CodeWrong(errors={"code": ["The code is not right, or was used before."]})
    _switch_off(actor.id, ip, actor=actor, at=at)


@use_case
def _switch_off(user_id: UUID, ip: str | None, *, actor: Actor, at: dt.datetime) -> None:
    lock_owner(user_id=user_id)
    if not _confirmed(user_id).delete()[0]:
        return
    models.TotpDevice.objects.filter(user_id=user_id).delete()
    drop_codes_if_useless(user_id=user_id)
    record_change(user_id=user_id, what=SecondFactorChange.TOTP_OFF, actor=str(actor), ip=ip, at=at)


def _confirmed(user_id: UUID) -> QuerySet[models.TotpDevice]:
    return models.TotpDevice.objects.filter(user_id=user_id).exclude(confirmed_at=None)
