"""A cached thing in Valkey: what readers and writers do to it, each in one atomic step.

An entry is a hash. `value` and `version` are what readers get. `lease` names the one reader that may fill an empty
entry. `flux:...` names each writer that is about to commit; while there is one, readers ask the database.

Every function may raise `redis.RedisError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from redis.commands.core import Script

from riz import valkey

LEASE_SECONDS = 10


def _script(text: str) -> Script:
    # Its text as bytes: nothing then asks which client it belongs to.
    return Script(None, text.encode())  # type: ignore[arg-type]


_RECALL = _script("""
local value = redis.call('HGET', KEYS[1], 'value')
if value then return {1, value} end
if redis.call('EXISTS', KEYS[1]) == 1 then return {0, ''} end
redis.call('HSET', KEYS[1], 'lease', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {2, ''}
""")
# A reader that comes late has lost its lease: to a writer's mark, or to time.
_FILL = _script("""
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'version', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
""")
# Two writers under way at once: neither knows what the other's commit adds, so the entry will be emptied.
_MARK = _script("""
redis.call('HDEL', KEYS[1], 'value', 'version', 'lease')
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'shared', 1) end
redis.call('HSET', KEYS[1], ARGV[1], 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
""")
# Without its mark, which Valkey lost, a writer leaves only what is as new as its own change.
_SETTLE = _script("""
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then
  local known = redis.call('HGET', KEYS[1], 'version')
  if tonumber(ARGV[2]) == 0 or not known or tonumber(known) < tonumber(ARGV[2]) then
    redis.call('HDEL', KEYS[1], 'value', 'version', 'lease')
  end
  return 0
end
local shared = redis.call('HEXISTS', KEYS[1], 'shared')
if redis.call('HLEN', KEYS[1]) > shared then return 0 end
redis.call('DEL', KEYS[1])
if shared == 1 or ARGV[3] == '' then return 0 end
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'version', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
""")


@dataclass(frozen=True, slots=True)
class Recalled:
    """The content of an entry: its text, or who may fill it, or neither while it changes."""

    text: str | None
    may_fill: bool


def recall(key: str, *, reader: str) -> Recalled:
    """Return what is known; an empty entry is leased to the reader."""
    state, text = _run(_RECALL, key, reader, LEASE_SECONDS * 1000)
    return Recalled(text=text.decode() if state == 1 else None, may_fill=state == 2)  # noqa: PLR2004


def fill(key: str, *, reader: str, version: int, text: str, seconds: int) -> bool:
    """Keep what the reader read, if the entry is still leased to it."""
    return bool(_run(_FILL, key, reader, version, text, seconds * 1000))


def mark(key: str, *, writer: str, seconds: int) -> None:
    """Empty the entry and keep readers from filling it until the writer has settled."""
    _run(_MARK, key, _flux(writer), seconds * 1000)


def settle(key: str, *, writer: str, version: int, text: str, seconds: int) -> bool:
    """Take the mark off and keep what the writer wrote, unless another writer is or was under way."""
    return bool(_run(_SETTLE, key, _flux(writer), version, text, seconds * 1000))


def _run(script: Script, key: str, *arguments: str | int) -> Any:
    with valkey.connected() as client:
        return script(keys=[key], args=arguments, client=client)


def _flux(writer: str) -> str:
    return f"flux:{writer}"
