"""Standings of credentials in Valkey, so that a request of a partner costs one look-up and a suspension counts at once.

The database is the truth. A standing is remembered for two seconds at most; what a suspension or a revocation says is
told to all and overwrites what a late reader put there. Client ids of nobody are remembered alike, so that they
take as long as real ones. The same look-up brings how long the caller's address has to wait. When Valkey
does not answer, every request asks the database, and each process counts wrong keys by itself.
"""

from __future__ import annotations

import datetime as dt
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from riz import valkey

from ..domain import credential_states, key_throttle
from ..domain.credential_states import CredentialState

# A reader that read before the change and writes after it comes within this time.
_TOLD_SECONDS = 60
_PLACE_SECONDS = 24 * 3600
_MOST_LOCAL_PLACES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recollection:
    """The state of a client id; no standing means: ask the database."""

    standing: CredentialState | None
    wait_seconds: int


def recall(*, client_id: str, place: str, at: dt.datetime) -> Recollection:
    """Return what is known of a client id and of the place from where it is shown.

    Places from where the client id has been used with its right secret don't wait: strangers at the same address
    can't keep a partner out.
    """
    written = valkey.ask(
        "mget", [_state_key(client_id), _throttle_key(place), _place(client_id, place)]
    )
    if written is None:
        return Recollection(standing=None, wait_seconds=_local.wait(place))
    standing, until, is_known_place = written
    return Recollection(
        standing=_read(standing) if settings.RIZ_SESSION_CACHE_SECONDS > 0 else None,
        wait_seconds=0 if is_known_place or until is None else _seconds_until(until, at),
    )


def remember(*, client_id: str, standing: CredentialState) -> None:
    """Keep what the database said, unless something is known already."""
    if settings.RIZ_SESSION_CACHE_SECONDS > 0:
        valkey.ask(
            "set",
            _state_key(client_id),
            credential_states.write(standing),
            ex=settings.RIZ_SESSION_CACHE_SECONDS,
            nx=True,
        )


def publish(*, client_id: str, standing: CredentialState) -> None:
    """Have every process know this from now on, whatever any reader has just read."""
    seconds = settings.RIZ_SESSION_CACHE_SECONDS
    if seconds > 0:
        kept = _TOLD_SECONDS if standing.lets_nobody_in else seconds
        valkey.ask("set", _state_key(client_id), credential_states.write(standing), ex=kept)


def forget(client_ids: Iterable[str]) -> None:
    """Have the next request of each ask the database."""
    found = [_state_key(client_id) for client_id in client_ids]
    if found:
        valkey.ask("delete", *found)


def remember_place(*, client_id: str, place: str) -> None:
    """Note that the right secret was shown from there."""
    valkey.ask("set", _place(client_id, place), b"1", ex=_PLACE_SECONDS)


def record_failure(*, place: str, at: dt.datetime) -> None:
    """Count a wrong key against the place it came from."""
    counted = f"{_throttle_key(place)}:count"
    failures = valkey.ask("incr", counted)
    if failures is None:
        _local.record_failure(place)
        return
    valkey.ask("expire", counted, key_throttle.FORGOTTEN_AFTER_SECONDS)
    wait = key_throttle.wait_after(int(failures))
    if wait:
        until = at + dt.timedelta(seconds=wait)
        # The instant counts; Valkey only forgets it some time after.
        valkey.ask(
            "set", _throttle_key(place), until.isoformat(), ex=key_throttle.FORGOTTEN_AFTER_SECONDS
        )


def _read(written: Any) -> CredentialState | None:
    if not isinstance(written, bytes):
        return None
    try:
        return credential_states.read(written)
    except (ValueError, TypeError, KeyError):
        return None


def _seconds_until(written: bytes, at: dt.datetime) -> int:
    left = dt.datetime.fromisoformat(written.decode()) - at
    return max(0, math.ceil(left.total_seconds()))


def _state_key(client_id: str) -> str:
    return f"riz:identity:partner:standing:{client_id}"


def _throttle_key(place: str) -> str:
    return f"riz:identity:partner:brake:{place}"


def _place(client_id: str, place: str) -> str:
    return f"riz:identity:partner:place:{client_id}:{place}"


class _LocalThrottle:
    """The same counts in this process alone, the longest unused forgotten first."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, place: str) -> int:
        with self._lock:
            failures, last = self._failures.get(place, (0, 0.0))
        return max(0, math.ceil(last + key_throttle.wait_after(failures) - time.monotonic()))

    def record_failure(self, place: str) -> None:
        now = time.monotonic()
        with self._lock:
            failures, last = self._failures.pop(place, (0, now))
            if now - last > key_throttle.FORGOTTEN_AFTER_SECONDS:
                failures = 0
            self._failures[place] = (failures + 1, now)
            if len(self._failures) > _MOST_LOCAL_PLACES:
                self._failures.popitem(last=False)


_local = _LocalThrottle()
