"""Tell whether an address and a password belong together, without refusal_aware a guesser anything else."""

from __future__ import annotations

import datetime as dt
import secrets
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import (
    check_password,
    get_hashers,
    identify_hasher,
    make_password,
)

from riz import values
from riz.actor import ANONYMOUS

from ...activity import api as activity
from ...sessions import api as sessions
from .. import models
from ..domain import login_throttle, passwords
from ..domain.login_throttle import Limit
from ..errors import BadCredentials
from ._attempts import count_attempt, undo_attempt

NOBODY = UUID(int=0)


def check_credentials(*, email: str, password: str, ip: str | None, at: dt.datetime) -> models.User:
    """Return whose address and password these are, as the row was when its password was looked at.

    Known and unknown addresses take the same steps: the same counts, one slow hash, one log entry.
    An attempt is counted, and committed, before the password is looked at, so that parallel guesses gain nothing.

    Raises:
        BadCredentials: they don't belong together, or the account may not sign in: it is disabled, or its
            address is not confirmed, so that opening an account and trying it tells nothing of whether there was one.
        TooManyAttempts: it went wrong too often; the password was not looked at.
    """
    try:
        address = values.email(email)
    except values.BadValue:
        # Of nobody for sure; taken through the same steps as any other.
        address = email.strip().lower()
    user = models.User.objects.filter(email=address).first()
    limits = _limits_for(user, ip)
    count_attempt(limits=limits, account=address, ip=ip, at=at)
    if not _is_right(user, password):
        activity.record_act(
            activity.Action.SIGN_IN_FAILED, by=ANONYMOUS, of=user.id if user else None, ip=ip, at=at
        )
        raise BadCredentials
    assert user is not None  # noqa: S101 - `_is_right` says so; told to the type checker
    undo_attempt(limits=limits, account=address, ip=ip)
    return user


def _limits_for(user: models.User | None, ip: str | None) -> tuple[Limit, ...]:
    """Return which counts apply; from where the account signed in before, strangers' failures don't matter."""
    owner = user.id if user else NOBODY
    if sessions.is_known_place(user_id=owner, ip=ip) and ip is not None:
        return (login_throttle.HERE,)
    return (login_throttle.HERE, login_throttle.ANYWHERE, login_throttle.ADDRESS)


def _is_right(user: models.User | None, password: str) -> bool:
    # What is compared with, before a right password has it replaced by a better hash.
    encoded = user.password if user and user.has_usable_password() else _hash_of_nobody()
    if user is None or not user.has_usable_password():
        check_password(passwords.normalise(password), encoded)
        is_right = False
    else:
        is_right = user.check_password(password) and user.may_sign_in
    if not is_right and settings.RIZ_IMPORTED_PASSWORDS:
        _equalise_timing(password, encoded)
    return is_right


def _equalise_timing(password: str, encoded: str) -> None:
    """Compare with a hash of every other kind too, so that no refusal tells of what kind an account's is."""
    compared = identify_hasher(encoded).algorithm
    for hasher in get_hashers():
        if hasher.algorithm != compared:
            hasher.verify(passwords.normalise(password), _hash_of_nobody(hasher.algorithm))


@lru_cache(maxsize=4)
def _hash_of_nobody(algorithm: str = "default") -> str:
    """Return a hash that no password has, made as slowly as a real one."""
    return make_password(secrets.token_urlsafe(32), hasher=algorithm)
