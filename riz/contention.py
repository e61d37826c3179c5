"""Errors of the database when two do a thing at once: whom it let through, and who may simply try again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

import psycopg
from django.db import IntegrityError, OperationalError

from riz.errors import Conflict, RizError, Unavailable

Result = TypeVar("Result")

TRIES = 3
FIRST_PAUSE_SECONDS = 0.02

# The database ended a transaction for the sake of another one; what it had done is undone.
_GAVE_WAY = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
# Another transaction kept what this one needed for longer than one waits.
_WAITED = (psycopg.errors.LockNotAvailable,)
# Another transaction stored first what two may not both store.
_CAME_SECOND = (psycopg.errors.UniqueViolation, psycopg.errors.ExclusionViolation)


class CameSecond(Conflict):
    """Somebody else did it a moment before: what was asked can't be done twice."""

    code = "request.came_second"
    message = "Somebody else has just done this. Look again before you repeat it."


class InUse(Unavailable):
    """Somebody else was changing the same thing for as long as one waits, or at the same moment."""

    code = "request.in_use"
    message = "Somebody else is changing the same thing. Look again, and try once more."


def refusal_of(error: BaseException) -> RizError | None:
    """Return what to tell people whom another one got in the way of, or whom a use case refused; None of other errors."""
    if isinstance(error, RizError):
        return error
    if came_second(error):
        return CameSecond()
    waited = isinstance(error, OperationalError) and isinstance(error.__cause__, _WAITED)
    return InUse() if waited or gave_way(error) else None


def came_second(error: BaseException) -> bool:
    """Tell whether a constraint let another one through, after a use case's own look had found nobody."""
    return isinstance(error, IntegrityError) and isinstance(error.__cause__, _CAME_SECOND)


def gave_way(error: BaseException) -> bool:
    """Tell whether the whole transaction may be done again, as a deadlock's loser may."""
    return isinstance(error, OperationalError) and isinstance(error.__cause__, _GAVE_WAY)


def trying_again(transact: Callable[[], Result]) -> Result:
    """Do a whole transaction, and do it again when the database ended it for the sake of another.

    Args:
        transact: opens the outermost transaction itself and has no effect outside of it.

    Raises:
        OperationalError: it gave way every time, or something else is the matter.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            return transact()
        except OperationalError as error:
            if not tries_left or not gave_way(error):
                raise
            # The other one is just about to commit; two losers must not meet again.
            time.sleep(FIRST_PAUSE_SECONDS * (1 + random.random()))  # noqa: S311 - jitter
    raise AssertionError  # the last try returns or raises
