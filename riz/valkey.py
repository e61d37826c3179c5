"""Valkey for whoever can go on without it: one client for each process, which gives up soon and rests after an outage."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

_log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
# By address, so that the silence of one server says nothing of another.
_paused_until: dict[str, float] = {}


class Paused(redis.ConnectionError):
    """Valkey did not answer a moment ago, so that it isn't asked again yet."""


@contextmanager
def connected() -> Iterator[redis.Redis]:
    """Lend the client of this process; its silence spares all callers the wait for a moment.

    Raises:
        redis.RedisError: Valkey does not answer, or did not a moment ago (`Paused`), or refused what it was asked.
    """
    url: str = settings.REDIS_URL
    if is_paused():
        raise Paused("Valkey did not answer a moment ago")
    try:
        yield prompt_client(url)
    except redis.RedisError as error:
        # A command that it refuses says nothing of those of others.
        if isinstance(error, redis.ConnectionError | redis.TimeoutError):
            _paused_until[url] = time.monotonic() + PAUSE_SECONDS
        _log.warning("valkey.unavailable", extra={"error": f"{type(error).__name__}: {error}"})
        raise


def ask(command: str, *arguments: Any, **options: Any) -> Any:
    """Return the answer to one command; None while Valkey does not answer."""
    try:
        with connected() as client:
            return getattr(client, command)(*arguments, **options)
    except redis.RedisError:
        return None


def is_paused() -> bool:
    """Tell whether Valkey did not answer a moment ago."""
    return time.monotonic() < _paused_until.get(settings.REDIS_URL, 0.0)


def resume() -> None:
    """Ask again at once, whoever did not answer."""
    _paused_until.clear()


def prompt_client(url: str) -> redis.Redis:
    """Return this process's client of a server, which waits `RIZ_VALKEY_SECONDS` for an answer and tries once."""
    return _client(url, settings.RIZ_VALKEY_SECONDS)


@lru_cache(maxsize=8)
def _client(url: str, seconds: float) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        retry=Retry(NoBackoff(), 0),
    )


os.register_at_fork(after_in_child=_client.cache_clear)
