"""Reading rows through Valkey, and changing them so that nobody reads what was.

    PROFILES = CachedRows("identity.profile", seconds_setting="RIZ_PROFILE_CACHE_SECONDS")

    PROFILES.read(user_id, load)              # load() -> Versioned | None asks the database

    with transaction.atomic():                # in a use case, as its last act
        row.save()
        PROFILES.change(user_id, load)

`change` marks the entry as in flux before the commit and writes it through after it. Who is told that a change is done reads
it from then on, whatever fails:

| what happens | what readers get |
|---|---|
| the writer dies between mark and commit, or between commit and write-through | the database, until the mark runs out |
| a reader read before the change and comes back after it | its lease is gone; it fills nothing |
| two writers overlap | the database, until both have settled; then the entry is empty |
| Valkey loses everything | the database; a writer that finds its mark gone empties what is older than its change |
| Valkey is silent while somebody reads | the database |
| Valkey is silent while somebody writes | the next generation: the change takes a second longer, the old entries are left behind |

What is not covered: Valkey losing a mark *and* the writer dying before it settles, both within the same write.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import redis
from django.conf import settings
from django.db import connection, transaction

from riz import valkey

from . import entries, generations


@dataclass(frozen=True, slots=True)
class Versioned:
    """A cached value and its version: it grows with each change, 0 where there is none."""

    version: int
    text: str


Load = Callable[[], Versioned | None]


class _NotAnnounced(Exception):
    """Valkey did not hear that an entry is about to change."""


class CachedRows:
    """Things of one kind, each under its id, as text."""

    def __init__(self, name: str, *, seconds_setting: str) -> None:
        self._name = name
        self._seconds_setting = seconds_setting

    def read(self, key: UUID, load: Load) -> str | None:
        """Return what is cached, or what `load` reads from the database; None where there is nothing."""
        # Inside a transaction the database shows what others may never get to see.
        if not self._seconds or connection.in_atomic_block or valkey.is_paused():
            return _text_of(load())
        reader = secrets.token_hex(8)
        entry = self._entry(key, generations.recent(self._name))
        try:
            recalled = entries.recall(entry, reader=reader)
        except redis.RedisError:
            return _text_of(load())
        if recalled.text is not None:
            return recalled.text
        found = load()
        if recalled.may_fill and found is not None:
            self._fill(entry, reader, found)
        return _text_of(found)

    def change(self, key: UUID, load: Load) -> None:
        """Say, as the last act before the commit, that the thing changes; `load` is asked again after it."""
        if not self._seconds:
            return
        if not connection.in_atomic_block:
            raise RuntimeError("A change is told inside the transaction that makes it.")
        writer = secrets.token_hex(8)
        try:
            # What is locked in a savepoint is free again when it is rolled back: nobody who pinned a
            # generation ever waits for another who did.
            with transaction.atomic():
                entry = self._entry(key, generations.pin(self._name))
                _mark(entry, writer, self._seconds)
        except _NotAnnounced:
            self.change_all()
            return
        transaction.on_commit(partial(self._settle, entry, writer, load), robust=True)

    def change_all(self) -> None:
        """Leave everything that is cached behind: many things change, or Valkey can't be told of one."""
        if self._seconds:
            generations.leave_behind(self._name)
            transaction.on_commit(_let_readers_forget, robust=True)

    def _fill(self, entry: str, reader: str, found: Versioned) -> None:
        with suppress(redis.RedisError):
            entries.fill(
                entry,
                reader=reader,
                version=found.version,
                text=found.text,
                seconds=self._seconds,
            )

    def _settle(self, entry: str, writer: str, load: Load) -> None:
        found = load() or Versioned(version=0, text="")
        # Otherwise the mark keeps readers at the database until it runs out.
        with suppress(redis.RedisError):
            entries.settle(
                entry,
                writer=writer,
                version=found.version,
                text=found.text,
                seconds=self._seconds,
            )

    def _entry(self, key: UUID, generation: int) -> str:
        return f"riz:rows:{self._name}:{generation}:{key}"

    @property
    def _seconds(self) -> int:
        seconds: int = getattr(settings, self._seconds_setting)
        return seconds


def _mark(entry: str, writer: str, seconds: int) -> None:
    # A server that was silent a moment ago is not asked: what it holds may be read again any time.
    try:
        entries.mark(entry, writer=writer, seconds=seconds)
    except redis.RedisError as error:
        raise _NotAnnounced from error


def _let_readers_forget() -> None:
    generations.forget()
    time.sleep(generations.REMEMBERED_SECONDS + settings.RIZ_VALKEY_SECONDS)


def _text_of(found: Versioned | None) -> str | None:
    return found.text if found else None
