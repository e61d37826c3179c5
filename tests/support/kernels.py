"""Compiles every inner loop of transport, and of the oracle that it is compared with: `python -m tests.support.kernels`.

A run of the tests starts it beside the workers, who come to transport last: the machine code is in the cache by then.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from contexts.transport.domain.engine import Ends, Engine, Request, warm
from contexts.transport.domain.gtfs import read_feed
from contexts.transport.domain.timetable.cut import cut
from contexts.transport.domain.timetable.view import Units
from tests.contexts.transport.feeds import FeedLine, FeedTrip, Network, columns, compiled
from tests.contexts.transport.gtfs_files import zip_of
from tests.contexts.transport.oracle.answers import Oracle
from tests.contexts.transport.oracle.comparison import compare
from tests.contexts.transport.timetables import Line, view_of

ASKED = {
    "earliest": (),
    "profile": (),
    "latest": (),
    "pareto": (0, 1, 2),
    "arriving": (0, 1, 2),
    "restricted": (0, 1, 2),
}


def main() -> None:
    """Use each loop once, on the smallest of timetables."""
    warm()
    _search()
    _cut()
    _read()


def _search() -> None:
    view = view_of([Line([0, 1], [[(10, 10), (20, 20)]])], stops=2)
    for kind, criteria in ASKED.items():
        at = 60 if kind in {"latest", "arriving"} else 0
        request = Request(Ends.of((0, 0)), Ends.of((1, 0)), at=at)
        compare(Engine(view), Oracle(view), kind, request, criteria=criteria)


def _cut() -> None:
    line = FeedLine([0, 1], [FeedTrip([(0, 0), (60, 60)])])
    feed = compiled(Network(stops=[(23.8, 91.2), (23.9, 91.3)], lines=[line]))
    zero = feed.first_date * 86_400
    cut([feed], [columns(feed)], start=zero, end=zero + 3600, units=Units(), near_m=0)


def _read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        read_feed(zip_of(Path(folder) / "feed.zip"), name="feed")


if __name__ == "__main__":
    main()
