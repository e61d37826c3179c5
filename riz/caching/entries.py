"""One cached thing in Valkey: what readers and writers do to it, each in one atomic step.

An entry is a hash. `value` and `version` are what readers get. `lease` names the one reader that may fill an empty
entry. `flux:...` names each writer that is about to commit; while there is one, readers ask the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from riz.valkey import prompt_client

LEASE_SECONDS = 10

_RECALL = """
local value = redis.call('HGET', KEYS[1], 'value')
if value then return {1, value} end
if redis.call('EXISTS', KEYS[1]) == 1 then return {0, ''} end
redis.call('HSET', KEYS[1], 'lease', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {2, ''}
"""
# A reader that comes late has lost its lease: to a writer's mark, or to time.
_FILL = """
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'version', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
"""
# Two writers under way at once: neither knows what the other's commit adds, so the entry will be emptied.
_MARK = """
redis.call('HDEL', KEYS[1], 'value', 'version', 'lease')
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'shared', 1) end
redis.call('HSET', KEYS[1], ARGV[1], 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""
# Without its mark, which Valkey lost, a writer leaves only what is as new as its own change.
_SETTLE = """
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
"""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What an entry says: its text, or who may fill it, or neither while it changes."""

    text: str | None
    may_fill: bool


class Entries:
    """The entries of one server; every method may raise `redis.RedisError`."""

    def __init__(self, url: str) -> None:
        client = prompt_client(url)
        self._recall = client.register_script(_RECALL)
        self._fill = client.register_script(_FILL)
        self._mark = client.register_script(_MARK)
        self._settle = client.register_script(_SETTLE)

    def recall(self, key: str, *, reader: str) -> Recalled:
        """Return what is known; an empty entry is leased to the reader."""
        state, text = self._recall(keys=[key], args=[reader, LEASE_SECONDS * 1000])
        return Recalled(text=text.decode() if state == 1 else None, may_fill=state == 2)  # noqa: PLR2004

    def fill(self, key: str, *, reader: str, version: int, text: str, seconds: int) -> bool:
        """Keep what the reader read, if the entry is still leased to it."""
        return bool(self._fill(keys=[key], args=[reader, version, text, seconds * 1000]))

    def mark(self, key: str, *, writer: str, seconds: int) -> None:
        """Empty the entry and keep readers from filling it until the writer has settled."""
        self._mark(keys=[key], args=[_flux(writer), seconds * 1000])

    def settle(self, key: str, *, writer: str, version: int, text: str, seconds: int) -> bool:
        """Take the mark off and keep what the writer wrote, unless another writer is or was under way."""
        arguments: list[Any] = [_flux(writer), version, text, seconds * 1000]
        return bool(self._settle(keys=[key], args=arguments))


def _flux(writer: str) -> str:
    return f"flux:{writer}"
