"""Categories of anticipated refusals; contexts subclass them with a stable code and never think of HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


class RizError(Exception):
    """A refusal that the code anticipated: a stable `code`, a sentence for people, data for programs.

    A subclass declares the facts that come with it as annotations; the default None says that one may be missing.

    Args:
        message: what is wrong and, where there is one, what to do next; the class's `message` by default.
        details: JSON-serialisable facts about this occurrence.
    """

    code: ClassVar[str] = "riz.error"
    message: str = "The request was refused."

    def __init__(self, message: str | None = None, **details: Any) -> None:
        self.message = message or type(self).message
        self.details = details
        vars(self).update(details)
        super().__init__(self.message)


class Malformed(RizError):
    """The payload can't be read at all."""

    code = "request.malformed"
    message = "The request can't be read."


class Unauthenticated(RizError):
    """Nobody has shown who they are, or what they showed is not valid."""

    code = "auth.unauthenticated"
    message = "Sign in to do this."


class Forbidden(RizError):
    """The caller is known, may know that the thing exists, and may not do this."""

    code = "auth.forbidden"
    message = "You may not do this."


class InPersonOnly(Forbidden):
    """The caller acts as somebody else, who alone may do this."""

    code = "auth.in_person_only"
    message = "Only the person themselves may do this, and nobody who acts as them."


class NotFound(RizError):
    """The thing does not exist, or the caller may not know that it does."""

    code = "request.not_found"
    message = "There is no such thing."


class Conflict(RizError):
    """The present state does not allow it."""

    code = "request.conflict"
    message = "The present state does not allow this."


class Stale(RizError):
    """The thing has changed since the caller read it; `version` is the present one."""

    code = "request.precondition_failed"
    message = "This has changed in the meantime. Read it again and repeat the change."
    version: int


class Gone(RizError):
    """The thing existed and is over for good."""

    code = "request.gone"
    message = "This is over."


class Invalid(RizError):
    """The payload was read and breaks a rule; `errors` maps fields to messages where fields are at fault."""

    code = "request.invalid"
    message = "Some values are not acceptable."
    errors: dict[str, list[str]] | None = None


class TooMany(RizError):
    """A limit of frequency or number is reached; `retry_after_seconds` says when to come back."""

    code = "request.too_many"
    message = "Too many requests. Wait a little and try again."
    retry_after_seconds: int | None = None


class Unavailable(RizError):
    """Something that is needed does not answer; the same request may succeed later."""

    code = "request.unavailable"
    message = "A part of the system does not answer. Try again shortly."
    retry_after_seconds: int | None = None


def refuses(*refusals: type[RizError]) -> Callable[[Function], Function]:
    """Decorate a function with refusals that its text does not show, because what raises them is found at run time.

    The OpenAPI description reads all others from the source (`riz.rest.reachable`).
    """

    def decorate(function: Function) -> Function:
        function.refuses = refusals  # type: ignore[attr-defined]
        return function

    return decorate
