"""Answers to searches, kept in Valkey for a little while, so that what many ask is searched once.

The key names all that an answer depends on, so nothing has to be withdrawn: with a new timetable or tariff other keys are
asked for. Of those who ask for what nobody knows yet, one searches; the others wait for a moment, and then search themselves.
A silent Valkey costs its time-out once in a second, and nothing but work.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

import redis
from django.conf import settings

from riz.caching import entries

WAIT_SECONDS: Final = 1.5
_LOOK_AGAIN_SECONDS: Final = 0.03
_FAILED: Final = ""


def recalled(
    parts: tuple[str, ...], make: Callable[[], str], *, is_passing: ContextVar[bool] | None = None
) -> str:
    """Return the text that is kept under these parts, or make it and keep it: for a moment only where making sets `is_passing`."""
    seconds: int = settings.RIZ_TRANSPORT_ANSWER_SECONDS
    if not seconds:
        return make()
    key = f"riz:transport:answer:{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()}"
    reader = secrets.token_hex(8)
    try:
        text, may_fill = _known(key, reader)
    except redis.RedisError:
        return make()
    if text:
        return text
    return _made(key, reader, make, seconds, is_passing) if may_fill else make()


def _known(key: str, reader: str) -> tuple[str, bool]:
    """Return what is kept, and whether this reader is the one to make it."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        found = entries.recall(key, reader=reader)
        if found.text is not None or found.may_fill or time.monotonic() >= until:
            return found.text or "", found.may_fill
        time.sleep(_LOOK_AGAIN_SECONDS)


def _made(
    key: str,
    reader: str,
    make: Callable[[], str],
    seconds: int,
    is_passing: ContextVar[bool] | None,
) -> str:
    text = _FAILED
    if is_passing is not None:
        is_passing.set(False)
    try:
        text = make()
    finally:
        # Those who wait for an answer that can't be made are told so.
        lasts = text and not (is_passing is not None and is_passing.get())
        _keep(key, reader, text, seconds if lasts else 1)
    return text


def _keep(key: str, reader: str, text: str, seconds: int) -> None:
    with contextlib.suppress(redis.RedisError):
        entries.fill(key, reader=reader, version=1, text=text, seconds=seconds)
