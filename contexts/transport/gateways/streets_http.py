"""Questions to street services over HTTP: short, small, never redirected, repeated once where that may help."""

from __future__ import annotations

import math
import os
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import orjson
from django.conf import settings

NEAREST_STREET_M: Final = 5_000
"""Who is farther from any street has no way by it."""

LARGEST_ANSWER: Final = 4 * 1024 * 1024
TRIES: Final = 2
_PAUSE_S = (0.05, 0.15)
_AGAIN = frozenset({429, 500, 502, 503, 504})
_READABLE = frozenset({200, 400})


class StreetsFailed(Exception):
    """A service gave no answer that can be used; `reason` is one of few words, for counting."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BeyondService(StreetsFailed):
    """The service is well, but does not answer such a question: too far, a mode that it lacks."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request."""

    url: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """JSON, and whether the service called it good."""

    is_good: bool
    content: Any


def ask(question: Question) -> Answer:
    """Ask, within the time that the settings allow for all tries together.

    Raises:
        StreetsFailed: nothing came, too late, too much, or something else than JSON.
    """
    _check(question.url)
    deadline = time.monotonic() + settings.TRANSPORT_STREETS_TIMEOUT_SECONDS
    for is_last in (*(False for _ in range(TRIES - 1)), True):
        try:
            return _ask_once(question, deadline)
        except _MayBeAsked as fault:
            pause = random.uniform(*_PAUSE_S)  # noqa: S311 - only so that processes don't come all at once
            if is_last or time.monotonic() + pause >= deadline:
                raise StreetsFailed(fault.reason) from fault
            time.sleep(pause)
    raise StreetsFailed("unreachable")


class _MayBeAsked(Exception):
    """The call failed in a way that may be over in a moment."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _ask_once(question: Question, deadline: float) -> Answer:
    left = deadline - time.monotonic()
    timeout = httpx.Timeout(max(left, 0.001), connect=max(min(left, 1.0), 0.001))
    method = "GET" if question.body is None else "POST"
    content = None if question.body is None else orjson.dumps(dict(question.body))
    headers = {"Accept": "application/json", "Content-Type": "application/json", **question.headers}
    try:
        with _client().stream(
            method, question.url, content=content, headers=headers, timeout=timeout
        ) as answer:
            if answer.status_code in _AGAIN:
                raise _MayBeAsked(f"status_{answer.status_code}")
            if answer.status_code not in _READABLE:
                raise StreetsFailed(f"status_{answer.status_code // 100}xx")
            return Answer(answer.status_code == httpx.codes.OK, _json(_body(answer, deadline)))
    except httpx.ConnectError as fault:
        raise _MayBeAsked("unreachable") from fault
    except httpx.TimeoutException as fault:
        raise StreetsFailed("too_slow") from fault
    except httpx.HTTPError as fault:
        raise _MayBeAsked("broken_off") from fault


def _body(answer: httpx.Response, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for piece in answer.iter_bytes():
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise StreetsFailed("too_large")
        if time.monotonic() > deadline:
            raise StreetsFailed("too_slow")
    return b"".join(pieces)


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise StreetsFailed("garbage") from fault


def number(value: Any) -> float:
    """Expect a finite number that is not negative.

    Raises:
        StreetsFailed: it is something else.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise StreetsFailed("garbage")
    if not math.isfinite(value) or not 0 <= value < 1e9:  # noqa: PLR2004 - further than any way
        raise StreetsFailed("garbage")
    return float(value)


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise StreetsFailed("address")


@lru_cache(maxsize=1)
def _client() -> httpx.Client:
    """Return this process's connections; they are kept open between questions."""
    limits = httpx.Limits(max_connections=20, max_keepalive_connections=10)
    return httpx.Client(follow_redirects=False, trust_env=False, limits=limits)


os.register_at_fork(after_in_child=_client.cache_clear)
