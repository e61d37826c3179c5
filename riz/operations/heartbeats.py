"""Traces of life that processes leave in Valkey, gone soon after them."""

from __future__ import annotations

from typing import Any

import redis

SECONDS = 15
MOST = 1000


def leave(valkey: redis.Redis, *, kind: str, name: str) -> None:
    """Say that a process lives."""
    valkey.set(f"riz:alive:{kind}:{name}", "1", ex=SECONDS)


def count(valkey: redis.Redis, *, kind: str) -> int:
    """Count the processes of a kind that have said so lately."""
    found: Any = valkey.scan_iter(f"riz:alive:{kind}:*", count=MOST)
    return sum(1 for _ in found)
