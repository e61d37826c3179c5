"""Idempotency keys: repeating a request with its key repeats the answer, never the effect.

Stored and replayed byte for byte: good answers, and what the domain refused (409, 410, 422), since the same
request would be refused for a reason that the caller was already told. Not stored, so that the key may be used
again: what was refused before anything was done (400, 401, 403, 404, 412, 428, values that a serializer
refuses, 429) and faults (5xx), after which the same request runs anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

import orjson
from django.db import transaction
from django.http import HttpResponse
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from riz.contention import trying_again
from riz.errors import Conflict, Gone, Invalid, RizError, Unauthenticated, Unavailable
from riz.rest.callers import actor_of
from riz.rest.errors import IdempotencyKeyMalformed, IdempotencyKeyMissing
from riz.rest.idempotency_store import Claim, claim
from riz.rest.problems import problem_response

KEY = "Idempotency-Key"
# Said by operations that do not look at keys to whoever sends one: a repetition would be done again.
IGNORED = "Idempotency-Key-Ignored"
Method = TypeVar("Method", bound=Callable[..., Any])

_FINAL = (Conflict, Gone, Invalid)
_FINAL_STATUSES = {409, 410, 422}
_VISIBLE = re.compile(r"[\x21-\x7e]{1,255}")
_QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')


def idempotent(*, atomic: bool = True) -> Callable[[Method], Method]:
    """Decorate an unsafe view method, so that repeating a request with its key repeats only the answer.

    Args:
        atomic: the whole method runs in one transaction, in which the answer is stored too; a crash leaves
            nothing, a refusal undoes what preceded it, and what lost a deadlock is done again. False for methods that call a gateway, and
            therefore commit in steps: an attempt that crashed is repeated when its lease has ended, and
            the use cases below take up where it stopped.
    """
    run = _in_one_transaction if atomic else _in_steps

    def decorate(method: Method) -> Method:
        @wraps(method)
        def wrapper(view: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
            claimed = claim(
                scope=_scope(request), key=_key(request), fingerprint=_fingerprint(request)
            )
            if isinstance(claimed, HttpResponse):
                return claimed
            return run(
                claimed,
                request,
                lambda: _ready(view, request, method(view, request, *args, **kwargs)),
            )

        wrapper.is_idempotent = True  # type: ignore[attr-defined]
        return wrapper  # type: ignore[return-value]

    return decorate


def ignores_key(request: Request, handler: Any) -> bool:
    """Tell whether a key is sent to an operation that does not look at keys; one that is none is refused everywhere.

    Raises:
        IdempotencyKeyMissing, IdempotencyKeyMalformed: what is sent is no key.
    """
    if KEY not in request.headers:
        return False
    _key(request)
    return not getattr(handler, "is_idempotent", False)


def _in_one_transaction(
    claimed: Claim, request: Request, act: Callable[[], HttpResponse]
) -> HttpResponse:
    def attempt() -> HttpResponse:
        with transaction.atomic():
            response = _answer_in_savepoint(request, act)
            if _is_final(response):
                claimed.finish(response)
        return response

    try:
        response = trying_again(attempt)
    except BaseException as error:
        _give_back(claimed, error)
        raise
    if not _is_final(response):
        claimed.give_up()
    return response


def _answer_in_savepoint(request: Request, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Run the endpoint; a final refusal undoes what preceded it and is an answer like any other."""
    try:
        with transaction.atomic():
            return act()
    except _FINAL as refusal:
        return problem_response(refusal, path=request.path)


def _in_steps(claimed: Claim, request: Request, act: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        response = act()
    except _FINAL as refusal:
        response = problem_response(refusal, path=request.path)
    except BaseException as error:
        _give_back(claimed, error)
        raise
    if _is_final(response):
        claimed.finish(response)
    else:
        claimed.give_up()
    return response


def _give_back(claimed: Claim, error: BaseException) -> None:
    was_refused = isinstance(error, RizError | APIException) and not isinstance(error, Unavailable)
    if was_refused:
        claimed.forget()
    else:
        claimed.give_up()


def _is_final(response: HttpResponse) -> bool:
    is_good = HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES
    return is_good or response.status_code in _FINAL_STATUSES


def _ready(view: Any, request: Request, response: HttpResponse) -> HttpResponse:
    """Render the answer now, so that the bytes that are stored are the bytes that are sent."""
    if isinstance(response, Response):
        response.accepted_renderer = request.accepted_renderer
        response.accepted_media_type = request.accepted_media_type
        response.renderer_context = view.get_renderer_context()  # type: ignore[attr-defined]
        response.render()
    return response


def _scope(request: Request) -> str:
    actor = actor_of(request)
    if actor.id is None:
        raise Unauthenticated
    return str(actor)


def _key(request: Request) -> str:
    header = request.headers.get(KEY, "").strip()
    if not header:
        raise IdempotencyKeyMissing
    quoted = _QUOTED.fullmatch(header)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else header
    if not _VISIBLE.fullmatch(key):
        raise IdempotencyKeyMalformed
    return key


def _fingerprint(request: Request) -> str:
    body = orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS)
    parts = (str(request.method).encode(), request.get_full_path().encode(), body)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
