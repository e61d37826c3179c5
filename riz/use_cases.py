"""How a use case is opened: in one transaction, at whose end a program is asked for once more."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from riz.actor import Actor

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
_REQUIRED = inspect.Parameter.empty


class _Thread(threading.local):
    """Programs for which the open use cases of this thread act; None while none is open."""

    programs: dict[Actor, datetime] | None = None


_thread = _Thread()


def use_case(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Run the whole function in one transaction; one that another use case calls joins that one's transaction.

    Where the function names an `actor` that is a program, the outermost use case ends by asking whether the program
    may still act: `RIZ_ENSURE_STILL_ALLOWED` names the function that refuses it. What has ended since the request
    began is not committed. The question comes last, so that its lock is held as briefly as can be, and the same locks
    are always taken in the same order.

    A use case that calls out between several transactions opens each of its steps so.

    Raises:
        TypeError: an `actor` is no keyword, has a default, or is named without the instant `at`.
    """
    _check_signature(function)

    @wraps(function)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        outer = _thread.programs
        programs = _thread.programs = {}
        try:
            with transaction.atomic():
                result = function(*args, **kwargs)
                _add_program(programs, kwargs)
                if outer is None:
                    _ensure_still_allowed(programs)
                else:
                    outer.update(programs)
            return result
        finally:
            _thread.programs = outer

    return run


def _check_signature(function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters
    if "actor" not in parameters:
        return
    for name in ("actor", "at"):
        found = parameters.get(name)
        if found is None or found.kind is not found.KEYWORD_ONLY or found.default is not _REQUIRED:
            raise TypeError(
                f"{function.__qualname__}: {name} is a keyword of its own, without a default"
            )


def _add_program(programs: dict[Actor, datetime], keywords: dict[str, Any]) -> None:
    actor: Actor | None = keywords.get("actor")
    if actor is not None and actor.is_program:
        programs[actor] = keywords["at"]


def _ensure_still_allowed(programs: dict[Actor, datetime]) -> None:
    for actor, at in programs.items():
        import_string(settings.RIZ_ENSURE_STILL_ALLOWED)(actor=actor, at=at)
