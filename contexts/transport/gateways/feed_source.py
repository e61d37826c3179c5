"""Feeds got from addresses: to a file, bounded in size and time, from public hosts only."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import httpx
from django.db import connection

from ..errors import FeedUnreachable
from .realtime_feed import InsideTransaction, may_be_asked

TOTAL_SECONDS: Final = 900.0
REDIRECTS: Final = 3
_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_BLOCK: Final = 1 << 20


def download(url: str, into: Path, *, largest: int) -> None:
    """Write what an address answers to a file.

    Raises:
        FeedUnreachable: with the reason.
    """
    if connection.in_atomic_block:
        raise InsideTransaction("a feed is got before anything is written")
    try:
        with httpx.Client(follow_redirects=False, trust_env=False, timeout=_TIMEOUT) as client:
            _download(client, url, into, largest)
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise FeedUnreachable(reason=type(fault).__name__) from fault


def _download(client: httpx.Client, url: str, into: Path, largest: int) -> None:
    deadline = time.monotonic() + TOTAL_SECONDS
    for _ in range(REDIRECTS + 1):
        if not may_be_asked(url):
            raise FeedUnreachable(reason="the address is none that may be asked")
        with client.stream("GET", url) as answer:
            if answer.has_redirect_location:
                url = urljoin(url, answer.headers["Location"])
                continue
            if answer.status_code != httpx.codes.OK:
                raise FeedUnreachable(reason=f"answered {answer.status_code}")
            _keep(answer, into, largest, deadline)
            return
    raise FeedUnreachable(reason="is redirected again and again")


def _keep(answer: httpx.Response, into: Path, largest: int, deadline: float) -> None:
    size = 0
    with into.open("wb") as file:
        for block in answer.iter_bytes(_BLOCK):
            size += len(block)
            if size > largest:
                raise FeedUnreachable(reason=f"answered more than {largest >> 20} MB")
            if time.monotonic() > deadline:
                raise FeedUnreachable(reason=f"took more than {TOTAL_SECONDS:.0f} seconds")
            file.write(block)
