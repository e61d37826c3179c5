"""The engine and the oracle on real feeds of small towns and long trains: every kind of search, a handful of questions each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.benchmarks.transport.correctness import SHARES, TURNS, Share, ask
from tests.benchmarks.transport.views import SOURCES, imported

SMALL = ("sao_paulo", "porto_alegre", "amtrak", "renfe_ld")
FOLDER = Path(os.environ.get("RIZ_DATA", "/nonexistent")) / "transport"
PATHS = {source.name: source.path for source in SOURCES}


@pytest.mark.parametrize(
    "share", [share for share in SHARES if share.feed in SMALL], ids=lambda share: share.feed
)
def test_every_kind_of_search(share: Share):
    if not (FOLDER / PATHS[share.feed]).exists():
        pytest.skip(f"RIZ_DATA has no transport/{PATHS[share.feed]}")
    view = imported(FOLDER, share.feed, hours=share.hours).view
    found = ask(view, share.feed, 2 * len(TURNS), seed=20_260_417)
    assert found.mismatches == ()
    assert found.asked.total() == 2 * len(TURNS)
