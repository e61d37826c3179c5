"""Valkey for whoever can go on without it: a client that gives up soon."""

from __future__ import annotations

import os
from functools import lru_cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry


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
