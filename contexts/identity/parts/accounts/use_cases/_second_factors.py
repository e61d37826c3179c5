"""Check a code, and note what changes about second factors."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz import sealing
from riz.locking import lock
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from ...activity import api as activity
from ...sessions import api as sessions
from .. import events, models, queries
from ..contracts import SecondFactor, SecondFactorChange
from ..domain import login_throttle, second_factors
from ..domain.login_throttle import Limit
from ._attempts import count_attempt, undo_attempt


def use_code(*, user_id: UUID, code: str, ip: str | None, at: dt.datetime) -> SecondFactor | None:
    """Use up a one-time or recovery code; return which it was, or None when it is not right.

    Every attempt is counted, and committed, before the code is looked at.

    Raises:
        TooManyAttempts: it went wrong too often; the code was not looked at.
    """
    recovery_code = second_factors.read_recovery_code(code)
    limits = _limits_for(user_id, ip, is_recovery_code=recovery_code is not None)
    account = str(user_id)
    count_attempt(limits=limits, account=account, ip=ip, at=at)
    factor = (
        _use_recovery_code(user_id, recovery_code, at)
        if recovery_code
        else _use_totp_code(user_id, second_factors.read_totp_code(code), at)
    )
    if factor is not None:
        undo_attempt(limits=limits, account=account, ip=ip)
    return factor


def use_step(*, device: models.TotpDevice, code: str, at: dt.datetime) -> bool:
    """Use up the time step whose code this is: of several at once, one succeeds."""
    secret = sealing.unseal(device.secret_sealed)
    step = second_factors.matching_step(secret=secret, code=code, at=at)
    if step is None:
        return False
    unused = models.TotpDevice.objects.filter(id=device.id, last_step__lt=step)
    return unused.update(last_step=step) == 1


def renew_codes(*, user_id: UUID, at: dt.datetime) -> list[str]:
    """Replace a person's recovery codes, in the caller's transaction; return them as they are shown, once."""
    codes = second_factors.new_recovery_codes()
    models.RecoveryCode.objects.filter(user_id=user_id).delete()
    models.RecoveryCode.objects.bulk_create(
        models.RecoveryCode(hash=_hash_of(code), user_id=user_id, created_at=at) for code in codes
    )
    return codes


def drop_codes_if_useless(*, user_id: UUID) -> None:
    """Take the recovery codes away when there is nothing left that they could stand in for."""
    if not queries.second_factors_of(user_id):
        models.RecoveryCode.objects.filter(user_id=user_id).delete()


def drop_second_factors(*, user_id: UUID) -> None:
    """Remove all that somebody could show beside their password, and every sign-in that waits for it."""
    drop_challenges(user_id=user_id)
    for table in (models.TotpDevice, models.Passkey, models.RecoveryCode):
        table.objects.filter(user_id=user_id).delete()


def drop_challenges(*, user_id: UUID) -> None:
    """End every sign-in and registration that is under way."""
    for table in (models.SignInChallenge, models.WebauthnChallenge):
        table.objects.filter(user_id=user_id).delete()


def lock_owner(*, user_id: UUID) -> models.User:
    """Lock a person's row, so that changes of their factors follow one another."""
    return lock(models.User, id=user_id)


def record_change(
    *,
    user_id: UUID,
    what: SecondFactorChange,
    actor: str,
    ip: str | None,
    at: dt.datetime,
    resource: tuple[str, UUID] | None = None,
) -> None:
    """Log a change and publish it, in the caller's transaction."""
    activity.record_security_event(
        action=activity.Action.SECOND_FACTOR_CHANGED,
        user_id=user_id,
        actor=actor,
        ip=ip,
        resource=resource or ("", ""),
        metadata={"what": what.value},
        at=at,
    )
    factor_id = resource[1] if resource else None
    publish_change(user_id=user_id, what=what, factor_id=factor_id, at=at)


def publish_change(
    *, user_id: UUID, what: SecondFactorChange, at: dt.datetime, factor_id: UUID | None = None
) -> None:
    """Publish a change, in the caller's transaction; the owner's account shows it from now on."""
    publish(
        events.SecondFactorChanged(user_id=user_id, what=what, factor_id=factor_id, occurred_at=at)
    )
    queries.mark_account_changed(user_id)


def _limits_for(user_id: UUID, ip: str | None, *, is_recovery_code: bool) -> tuple[Limit, ...]:
    """Return which counts apply.

    Where the owner has been before strangers' failures don't matter, there or elsewhere; for recovery codes, which
    nobody can guess, those elsewhere don't: an owner has a way in at any moment.
    """
    is_known = ip is not None and sessions.is_known_place(user_id=user_id, ip=ip)
    if is_known:
        return (login_throttle.CODES_HERE,)
    if is_recovery_code:
        return (login_throttle.CODES_HERE, login_throttle.ADDRESS)
    return (login_throttle.CODES_HERE, login_throttle.CODES_ANYWHERE, login_throttle.ADDRESS)


def _use_totp_code(user_id: UUID, code: str | None, at: dt.datetime) -> SecondFactor | None:
    device = models.TotpDevice.objects.filter(user_id=user_id).exclude(confirmed_at=None).first()
    if device is None or code is None:
        return None
    return SecondFactor.TOTP if use_step(device=device, code=code, at=at) else None


@use_case
def _use_recovery_code(user_id: UUID, code: str, at: dt.datetime) -> SecondFactor | None:
    unused = models.RecoveryCode.objects.filter(
        hash=second_factors.hash_of(code), user_id=user_id, used_at=None
    )
    if not unused.update(used_at=at):
        return None
    activity.record_security_event(
        action=activity.Action.RECOVERY_CODE_USED, user_id=user_id, at=at
    )
    publish_change(user_id=user_id, what=SecondFactorChange.RECOVERY_CODE_USED, at=at)
    return SecondFactor.RECOVERY_CODE


def _hash_of(shown: str) -> str:
    return second_factors.hash_of(second_factors.read_recovery_code(shown) or "")
