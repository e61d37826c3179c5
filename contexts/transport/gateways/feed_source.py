"""Feeds got from addresses: to a file, bounded in size and time."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from riz.outgoing.client import Limits, call
from riz.outgoing.errors import AddressRefused, CallFailed

from ..errors import FeedUnreachable

TOTAL_SECONDS: Final = 900.0
REDIRECTS: Final = 3


def download(url: str, into: Path, *, largest: int) -> None:
    """Write what an address answers to a file.

    Raises:
        FeedUnreachable: with the reason.
    """
    limits = Limits(seconds=TOTAL_SECONDS, largest=largest, redirects=REDIRECTS)
    try:
        with call(url, limits=limits) as answer, into.open("wb") as file:
            for block in answer.blocks():
                file.write(block)
    except (AddressRefused, CallFailed) as fault:
        raise FeedUnreachable(reason=fault.message) from fault
