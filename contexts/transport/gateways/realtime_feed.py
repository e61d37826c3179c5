"""GTFS-Realtime messages over HTTP: short waits, limited size, no redirects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from riz.outgoing.client import Limits, call

LARGEST_MESSAGE: Final = 16 * 1024 * 1024
"""Read, the worst of such messages takes forty times as much memory; those of the largest networks have half the size."""
TOTAL_SECONDS: Final = 15.0
_NOT_MODIFIED: Final = 304


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a source; no data where nothing changed since `etag`."""

    data: bytes | None
    etag: str


def fetch(url: str, *, headers: dict[str, str], etag: str) -> Answer:
    """Ask a source.

    Raises:
        AddressRefused: its address may not be asked.
        CallFailed: it did not answer, or not what it should.
    """
    sent = headers | ({"If-None-Match": etag} if etag else {})
    limits = Limits(seconds=TOTAL_SECONDS, largest=LARGEST_MESSAGE)
    with call(url, headers=sent, limits=limits) as answer:
        if answer.status == _NOT_MODIFIED:
            return Answer(None, etag)
        return Answer(answer.read(), answer.headers.get("etag", "")[:200])
