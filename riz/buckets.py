"""Token buckets in Valkey, which all processes share; in this process alone while Valkey does not answer.

A bucket is one number, the instant at which it is full again: the generic cell rate algorithm (GCRA, ITU-T I.371). Valkey's
clock counts, so that servers need not agree on theirs.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

from riz import valkey

MAX_LOCAL_BUCKETS = 10_000
_ROUNDING = 1e-6

_SCRIPT = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local cost, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local allowed = 0
if full_at + cost - now <= window + 0.000001 then
  allowed = 1
  full_at = full_at + cost
  redis.call('SET', KEYS[1], string.format('%.6f', full_at), 'PX', math.ceil((full_at - now) * 1000) + 1)
end
return {allowed, string.format('%.6f', full_at - now)}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of a bucket after a request: tokens left, and seconds until it is full again."""

    is_allowed: bool
    remaining: int
    full_after: float
    retry_after: float


def acquire(
    *, key: str, quota: int, window_seconds: int, tokens: int = 1, local_quota: int | None = None
) -> State:
    """Take tokens, all or none, from the bucket `key`, which holds `quota` and refills in `window_seconds`.

    `local_quota` is what this process has alone while Valkey does not answer; without it, as much as all have together.
    """
    step = window_seconds / quota
    try:
        with valkey.connected() as client:
            answer: Any = client.eval(
                _SCRIPT, 1, f"riz:rate:{key}", repr(tokens * step), window_seconds
            )
        allowed, full_after = bool(answer[0]), float(answer[1])
    except RedisError:
        step = window_seconds / (local_quota or quota)
        allowed, full_after = _local.acquire(key, tokens * step, window_seconds)
    return State(
        is_allowed=allowed,
        remaining=max(0, int((window_seconds - full_after) / step + _ROUNDING)),
        full_after=full_after,
        retry_after=max(0.0, full_after + tokens * step - window_seconds),
    )


class _LocalBuckets:
    """The same buckets in memory, the longest unused forgotten first."""

    def __init__(self) -> None:
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def acquire(self, key: str, cost: float, window_seconds: int) -> tuple[bool, float]:
        now = time.monotonic()
        with self._lock:
            full_at = max(self._full_at.pop(key, 0.0), now)
            allowed = full_at + cost - now <= window_seconds + _ROUNDING
            self._full_at[key] = full_at = full_at + cost if allowed else full_at
            if len(self._full_at) > MAX_LOCAL_BUCKETS:
                self._full_at.popitem(last=False)
        return allowed, full_at - now


_local = _LocalBuckets()
