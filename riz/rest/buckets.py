"""Token buckets in Valkey; in this process alone while Valkey does not answer."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError

from riz.valkey import prompt_client

log = logging.getLogger(__name__)

BREAK_SECONDS = 5.0
MAX_LOCAL_BUCKETS = 10_000

# The bucket is one number: the instant at which it is full again (GCRA). Valkey's clock counts, so that
# servers need not agree on theirs.
_SCRIPT = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local quota, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local step = window / quota
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local allowed = 0
if full_at + step - now <= window + 0.000001 then
  allowed = 1
  full_at = full_at + step
  redis.call('SET', KEYS[1], string.format('%.6f', full_at), 'PX', math.ceil((full_at - now) * 1000) + 1)
end
return {allowed, string.format('%.6f', full_at - now)}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a bucket holds after a request: tokens left, and seconds until it is full again."""

    is_allowed: bool
    remaining: int
    full_after: float
    retry_after: float


def take(*, key: str, quota: int, window_seconds: int) -> State:
    """Take a token from the bucket `key`, which holds `quota` and refills in `window_seconds`."""
    taken = None if _breaker.is_open() else _take_shared(key, quota, window_seconds)
    allowed, full_after = taken or _local.take(key, quota, window_seconds)
    step = window_seconds / quota
    return State(
        is_allowed=allowed,
        remaining=max(0, int((window_seconds - full_after) / step + 1e-6)),
        full_after=full_after,
        retry_after=max(0.0, full_after + step - window_seconds),
    )


def _take_shared(key: str, quota: int, window_seconds: int) -> tuple[bool, float] | None:
    try:
        client = prompt_client(settings.REDIS_URL)
        taken: Any = client.eval(_SCRIPT, 1, f"riz:rate:{key}", quota, window_seconds)
    except RedisError as error:
        log.warning("rate_limit.shared_unavailable", extra={"error": type(error).__name__})
        _breaker.open()
        return None
    allowed, full_after = taken
    return bool(allowed), float(full_after)


class _Breaker:
    """Spares callers the wait for a Valkey that did not answer a moment ago."""

    def __init__(self) -> None:
        self._open_until = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self._open_until

    def open(self) -> None:
        self._open_until = time.monotonic() + BREAK_SECONDS

    def close(self) -> None:
        self._open_until = 0.0


class _LocalBuckets:
    """The same buckets in memory, the longest unused forgotten first."""

    def __init__(self) -> None:
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, quota: int, window_seconds: int) -> tuple[bool, float]:
        now = time.monotonic()
        step = window_seconds / quota
        with self._lock:
            full_at = max(self._full_at.pop(key, 0.0), now)
            allowed = full_at + step - now <= window_seconds + 1e-6
            self._full_at[key] = full_at = full_at + step if allowed else full_at
            if len(self._full_at) > MAX_LOCAL_BUCKETS:
                self._full_at.popitem(last=False)
        return allowed, full_at - now


_breaker = _Breaker()
_local = _LocalBuckets()
