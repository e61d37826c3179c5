"""How often an outside service is asked: a token bucket that all processes share in Valkey.

A request may take several tokens, for services that count the pairs of a matrix. While Valkey does not answer, each process
has a bucket of its own with a tenth of the tokens, so that together they stay near what was agreed.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import Any, Final

import redis
from django.conf import settings

from riz.valkey import prompt_client

_log = logging.getLogger(__name__)

SILENCE_SECONDS: Final = 1.0
LOCAL_SHARE: Final = 10

# One number: the instant at which the bucket is full again. Valkey's clock counts, so servers need not agree on theirs.
_SCRIPT = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local tokens, seconds, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local after = full_at + wanted * seconds / tokens
if after - now > seconds + 0.000001 then return 0 end
redis.call('SET', KEYS[1], string.format('%.6f', after), 'PX', math.ceil((after - now) * 1000) + 1)
return 1
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tokens at once, given back evenly over so many seconds."""

    tokens: int
    seconds: int

    @classmethod
    def read(cls, text: str) -> Limit:
        """Read `600/60`."""
        tokens, _, seconds = text.partition("/")
        limit = cls(int(tokens), int(seconds))
        if limit.tokens < 1 or limit.seconds < 1:
            raise ValueError(f"{text!r} is no limit such as 600/60")
        return limit


class SharedLimit:
    """The bucket of one service."""

    def __init__(self, name: str, limit: Limit) -> None:
        self._key = f"riz:transport:limit:{name}"
        self._limit = limit
        self._local = _LocalBucket(Limit(max(limit.tokens // LOCAL_SHARE, 1), limit.seconds))
        self._silent_until = 0.0

    def take(self, tokens: int = 1) -> bool:
        """Take tokens, or none at all where there are too few. More than the bucket holds are never there."""
        if time.monotonic() < self._silent_until:
            return self._local.take(tokens)
        arguments = [self._limit.tokens, self._limit.seconds, tokens]
        try:
            taken: Any = prompt_client(settings.REDIS_URL).eval(_SCRIPT, 1, self._key, *arguments)
        except redis.RedisError as error:
            self._silent_until = time.monotonic() + SILENCE_SECONDS
            _log.warning("Valkey does not answer; this process limits itself: %s", error)
            return self._local.take(tokens)
        return bool(taken)


class _LocalBucket:
    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._full_at = 0.0
        self._lock = threading.Lock()

    def take(self, tokens: int) -> bool:
        now = time.monotonic()
        with self._lock:
            full_at = max(self._full_at, now)
            after = full_at + tokens * self._limit.seconds / self._limit.tokens
            if after - now > self._limit.seconds:
                return False
            self._full_at = after
        return True
