"""The exception handler: every anticipated refusal becomes a problem, everything else stays an error.

What it does not know it returns as None, so that Django logs it with its traceback and `server_error` answers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import psycopg
from django.core import exceptions as django_exceptions
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from redis import exceptions as redis_exceptions
from rest_framework import exceptions as drf

from riz import errors
from riz.contention import CameSecond, came_second
from riz.rest import errors as wire
from riz.rest.problems import problem_response

log = logging.getLogger(__name__)

# The database is away, its pool is exhausted, or a lock, a deadlock or a serialisation failure ended
# the statement: the same request may succeed a moment later.
_PASSING_FAULTS = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,
    redis_exceptions.ConnectionError,
    redis_exceptions.TimeoutError,
)


def to_problem(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Answer a refusal, or return None for what nobody anticipated."""
    refusal = to_refusal(exc, context)
    if refusal is None:
        return None
    return problem_response(refusal, path=context["request"].path)


def to_refusal(exc: Exception, context: Mapping[str, Any]) -> errors.RizError | None:
    """Translate what frameworks and drivers raise into the kernel's categories."""
    if isinstance(exc, errors.RizError):
        return exc
    if isinstance(exc, _PASSING_FAULTS):
        log.warning("dependency.unavailable", exc_info=exc)
        return errors.Unavailable()
    if came_second(exc):
        log.warning("request.came_second", exc_info=exc)
        return CameSecond()
    for kind, translate in _TRANSLATIONS:
        if isinstance(exc, kind):
            return translate(exc, context)
    return None


def _invalid(exc: Any, _context: Mapping[str, Any]) -> errors.RizError:
    return errors.Invalid(errors=flat_errors(exc.detail))


def _method_not_allowed(_exc: Any, context: Mapping[str, Any]) -> errors.RizError:
    allowed = ", ".join(context["view"].allowed_methods)
    return wire.MethodNotAllowed(headers={"Allow": allowed})


def _throttled(exc: Any, _context: Mapping[str, Any]) -> errors.RizError:
    return errors.TooMany(retry_after_seconds=int(exc.wait or 1))


def _always(refusal: type[errors.RizError]) -> Callable[[Any, Mapping[str, Any]], errors.RizError]:
    return lambda _exc, _context: refusal()


_TRANSLATIONS: tuple[
    tuple[type[Exception], Callable[[Any, Mapping[str, Any]], errors.RizError]], ...
] = (
    (drf.ValidationError, _invalid),
    (drf.NotAuthenticated, _always(errors.Unauthenticated)),
    (drf.AuthenticationFailed, _always(errors.Unauthenticated)),
    (drf.PermissionDenied, _always(errors.Forbidden)),
    (drf.NotFound, _always(errors.NotFound)),
    (drf.MethodNotAllowed, _method_not_allowed),
    (drf.NotAcceptable, _always(wire.NotAcceptable)),
    (drf.UnsupportedMediaType, _always(wire.UnsupportedMediaType)),
    (drf.Throttled, _throttled),
    (drf.ParseError, _always(errors.Malformed)),
    (Http404, _always(errors.NotFound)),
    (django_exceptions.PermissionDenied, _always(errors.Forbidden)),
    (django_exceptions.SuspiciousOperation, _always(errors.Malformed)),
    (UnreadablePostError, _always(errors.Malformed)),
)


def flat_errors(detail: Any) -> dict[str, list[str]]:
    """Flatten nested messages: `{"customers": [{"name": ["..."]}]}` becomes `{"customers.0.name": ["..."]}`."""
    flat: dict[str, list[str]] = {}
    for path, message in _walk(detail, ()):
        flat.setdefault(".".join(path) or "non_field_errors", []).append(message)
    return flat


def _walk(detail: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            inner = path if key == "non_field_errors" and path else (*path, str(key))
            yield from _walk(value, inner)
    elif isinstance(detail, list | tuple):
        for index, value in enumerate(detail):
            nested = isinstance(value, Mapping | list | tuple)
            yield from _walk(value, (*path, str(index)) if nested else path)
    else:
        yield path, str(detail)
