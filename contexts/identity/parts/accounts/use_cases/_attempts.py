"""Count attempts before they are looked at, and take back those that were right."""

from __future__ import annotations

import datetime as dt

from riz.locking import lock_all
from riz.use_cases import use_case

from .. import models
from ..domain import login_throttle
from ..domain.login_throttle import Limit
from ..errors import TooManyAttempts


@use_case
def count_attempt(
    *, limits: tuple[Limit, ...], account: str, ip: str | None, at: dt.datetime
) -> None:
    """Count an attempt as failed, committed before anything secret is looked at, so that parallel guesses gain nothing.

    Raises:
        TooManyAttempts: it went wrong too often; `details["retry_after_seconds"]` says how long to wait.
    """
    by_key = {login_throttle.key_of(limit, account=account, ip=ip): limit for limit in limits}
    models.LoginThrottle.objects.bulk_create(
        [models.LoginThrottle(key=key) for key in sorted(by_key)], ignore_conflicts=True
    )
    rows = lock_all(models.LoginThrottle.objects.filter(key__in=by_key))
    _refuse_if_locked(rows, at)
    for row in rows:
        row.count_one(by_key[row.key], at)
    models.LoginThrottle.objects.bulk_update(rows, ["failures", "last_failed_at", "locked_until"])


@use_case
def undo_attempt(*, limits: tuple[Limit, ...], account: str, ip: str | None) -> None:
    """Forget the account's failures; of the address's, only the attempt that was none."""
    keys = {limit.name: login_throttle.key_of(limit, account=account, ip=ip) for limit in limits}
    for row in lock_all(models.LoginThrottle.objects.filter(key__in=keys.values())):
        row.forget_failures(only_one=row.key == keys.get(login_throttle.ADDRESS.name))
        row.save(update_fields=["failures", "locked_until"])


def _refuse_if_locked(rows: list[models.LoginThrottle], at: dt.datetime) -> None:
    wait = max((row.wait(at) for row in rows), default=0)
    if wait > 0:
        raise TooManyAttempts(retry_after_seconds=wait)
