"""The writer of the access log: a request is noted in memory, and a thread writes what has gathered several times a second.

Nobody waits for the log, and its failing fails no request. What is not yet written when a process is killed is lost:
at most what came in the last quarter of a second. A process that ends in an orderly way writes the rest first. While
the database is away the newest requests are kept, and whatever has no room is counted as lost.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from prometheus_client import Counter

from .. import models

_log = logging.getLogger(__name__)

WRITTEN = Counter("riz_partner_accesses_total", "Requests of partners written to the access log.")
LOST = Counter("riz_partner_accesses_lost_total", "Requests of partners that the access log lacks.")
MOST_WAITING = 10_000
_AT_ONCE = 500
_LOOK_EVERY_SECONDS = 0.1
_RECORD_USE_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A request of a partner's program, as it is written down.

    Attributes:
        was_right: the right secret was shown, whatever came of the request.
    """

    id: UUID
    partner_id: UUID
    credential_id: UUID
    was_right: bool
    method: str
    endpoint: str
    ip: str | None
    status: int
    latency_ms: int
    request_id: str
    at: dt.datetime


class AccessLog:
    """The entries that wait to be written. One thread writes, and the interpreter waits for it when it ends."""

    def __init__(self) -> None:
        self._waiting: deque[Access] = deque()
        self._lock = threading.Lock()
        self._enough = threading.Event()
        self._stopped = threading.Event()
        self._writer: threading.Thread | None = None

    def add(self, access: Access) -> None:
        """Take a request; it is written within the time that the settings name."""
        if not settings.RIZ_ACCESS_LOG_FLUSH_SECONDS:
            _write_or_count([access])
            return
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                LOST.inc()
                return
            self._waiting.append(access)
            if len(self._waiting) >= _AT_ONCE:
                self._enough.set()
            if self._writer is None:
                # Said in so many words: a thread of a server's own making hands on that it is a daemon.
                self._writer = threading.Thread(
                    target=self._write_until_the_end, name="access-log", daemon=False
                )
                self._writer.start()

    def stop(self) -> None:
        """Write what is left, and be good for nothing more."""
        self._stopped.set()
        if self._writer is not None:
            self._writer.join()

    def _write_until_the_end(self) -> None:
        # The interpreter ends its main thread, waits for the others, and so for what is left here.
        while self._is_on():
            self._gather()
            self._write_all()
            connection.close_if_unusable_or_obsolete()
        self._write_all()
        connection.close()

    def _is_on(self) -> bool:
        return threading.main_thread().is_alive() and not self._stopped.is_set()

    def _gather(self) -> None:
        """Wait for more, unless there is enough or the end has come."""
        until = time.monotonic() + settings.RIZ_ACCESS_LOG_FLUSH_SECONDS
        while (left := until - time.monotonic()) > 0 and self._is_on():
            if self._enough.wait(min(left, _LOOK_EVERY_SECONDS)):
                return

    def _write_all(self) -> None:
        while batch := self._next_batch():
            if not _write(batch):
                self._keep(batch)
                return

    def _next_batch(self) -> list[Access]:
        with self._lock:
            self._enough.clear()
            return [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]

    def _keep(self, batch: Sequence[Access]) -> None:
        """Put back what could not be written; it is tried again with what comes next."""
        with self._lock:
            room = MOST_WAITING - len(self._waiting)
            kept = list(batch)[-room:] if room > 0 else []
            LOST.inc(len(batch) - len(kept))
            self._waiting.extendleft(reversed(kept))


def record_access(access: Access) -> None:
    """Write a request of a partner down, soon."""
    _of_this_process.add(access)


def _write_or_count(batch: Sequence[Access]) -> None:
    if not _write(batch):
        LOST.inc(len(batch))


def _write(batch: Sequence[Access]) -> bool:
    """Write requests, each once however often this is tried; tell whether that went well."""
    try:
        _insert(batch)
        _record_use(batch)
    except (DatabaseError, InterfaceError) as error:
        _log.error("access_log.not_written", extra={"requests": len(batch), "error": str(error)})
        return False
    WRITTEN.inc(len(batch))
    return True


def _insert(batch: Sequence[Access]) -> None:
    columns = (
        *("id", "at", "partner_id", "credential_id", "request_id"),
        *("method", "endpoint", "ip", "status", "latency_ms"),
    )
    models.PartnerAccess.objects.bulk_create(
        [
            models.PartnerAccess(**{name: getattr(access, name) for name in columns})
            for access in batch
        ],
        ignore_conflicts=True,
    )


def _record_use(batch: Sequence[Access]) -> None:
    """Note when credentials were last used, each at most once a minute."""
    latest: dict[UUID, dt.datetime] = {}
    for access in batch:
        if access.was_right:
            latest[access.credential_id] = max(
                access.at, latest.get(access.credential_id, access.at)
            )
    for credential_id, at in sorted(latest.items()):
        if _last_recorded.get(credential_id, at - _RECORD_USE_EVERY) <= at - _RECORD_USE_EVERY:
            models.PartnerCredential.objects.unused_since(at - _RECORD_USE_EVERY).filter(
                id=credential_id
            ).update(last_used_at=at)
            _last_recorded[credential_id] = at


def _start_anew() -> None:
    """Begin with nothing to write, as a child process must: what its parent has, the parent writes."""
    global _of_this_process  # noqa: PLW0603 - one for each process
    _of_this_process = AccessLog()
    _last_recorded.clear()


_last_recorded: dict[UUID, dt.datetime] = {}
_of_this_process = AccessLog()
os.register_at_fork(after_in_child=_start_anew)
