"""The engine and nigiri (C++) on the same timetable, written for it as GTFS: when one arrives is the same."""

from __future__ import annotations

import os
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from contexts.transport.domain.engine import Ends, Engine, Request
from contexts.transport.domain.timetable.view import View
from tests.benchmarks.transport import feed_of_view
from tests.benchmarks.transport.peers import Nigiri
from tests.benchmarks.transport.questions import questions
from tests.benchmarks.transport.views import apart, closed, imported, matched
from tests.contexts.transport.timetables import Line, Way, view_of

MINUTE = 60
RIDES = 8


@pytest.fixture(scope="module", autouse=True)
def _has_a_peer():
    if not _installed():
        pytest.skip("pynigiri has no wheel for this machine")


def _installed() -> bool:
    return find_spec("pynigiri") is not None


def equal_arrivals(view: View, feed: Path, count: int) -> float:
    view = matched(view)
    feed_of_view.write(view, feed)
    engine, nigiri = Engine(view), Nigiri(feed)
    same = 0
    answered = 0
    for question in questions(view, count, seed=7, rides=RIDES)[0]:
        ours = min((one.arrives for one in engine.earliest(question.request)), default=None)
        found = nigiri.figures(nigiri.earliest(*question.ends_and_time, RIDES))
        theirs = min((arrives for arrives, _ in found), default=None)
        found_any = ours is not None or theirs is not None
        answered += found_any
        same += found_any and ours == theirs
    assert answered > count / 2
    return same / answered


def test_a_town_made_up(tmp_path):
    """Thirty stops on a grid, lines all day in both directions, walks between neighbours."""
    dice = np.random.default_rng(3)
    lines = [_line(dice) for _ in range(16)]
    ways = [Way(a, a + 1, 180) for a in range(0, 29, 3)]
    ways += [Way(way.destination, way.origin, way.seconds) for way in ways]
    view = view_of(lines, ways, stops=30, change_s=120)
    assert equal_arrivals(view, tmp_path / "town.zip", 200) >= 0.99


def test_a_subway(tmp_path):
    path = Path(os.environ.get("RIZ_DATA", "/nonexistent")) / "transport/nyc_subway/nyc_subway.zip"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    view = imported(path.parents[1], "nyc").view
    assert equal_arrivals(view, tmp_path / "nyc.zip", 200) >= 0.99


def test_walks_in_a_row_are_one(tmp_path):
    """A peer walks on from where a link ends; in the view that both are asked about, one link leads all the way."""
    ways = [Way(1, 2, 120), Way(2, 3, 180)]
    clock = [(6 * 3600, 6 * 3600), (6 * 3600 + 600, 6 * 3600 + 600)]
    later = [(6 * 3600 + 960, 6 * 3600 + 960), (7 * 3600, 7 * 3600)]
    view = view_of([Line([0, 1], [clock]), Line([3, 4], [later])], ways, stops=5, change_s=60)
    searched = matched(view)
    links = searched.link_to[searched.link_first[1] : searched.link_first[2]].tolist()
    assert dict(zip(links, searched.link_s.tolist(), strict=False)) == {2: 120, 3: 300}
    assert len(searched.link_mode) == len(searched.link_criteria) == len(searched.link_to)
    there = Request(Ends.of((0, 0)), Ends.of((4, 0)), at=8 * 3600)
    assert [one.arrives for one in Engine(searched).latest(there)] == [7 * 3600]
    feed_of_view.write(searched, tmp_path / "walks.zip")
    nigiri = Nigiri(tmp_path / "walks.zip")
    found = nigiri.figures(nigiri.earliest(0, 4, 6 * 3600, RIDES))
    assert found == [(7 * 3600, 2)]
    assert [one.arrives for one in Engine(searched).earliest(replace(there, at=6 * 3600))] == [
        7 * 3600
    ]


def test_walks_never_join_a_whole_city(tmp_path):
    """A chain of stops two minutes apart, and one short way in its middle: the groups are of ten stops at most, and whole."""
    ways = [Way(a, a + 1, 60 if a == 15 else 120) for a in range(29)]
    ways += [Way(way.destination, way.origin, way.seconds) for way in ways]
    view = view_of([Line([0, 29], [[(0, 0), (60, 60)]])], ways, stops=30)
    few = apart(view, 10)
    whole = closed(few)
    joined = np.diff(whole.link_first) + 1
    assert joined.max() == 10
    assert joined[15] == joined[16]
    links = few.link_to[few.link_first[15] : few.link_first[16]].tolist()
    assert 16 in links, "the shortest is taken first"
    assert len(few.link_to) == len(few.link_s) == len(few.link_mode) == len(few.link_criteria)


def _line(dice: np.random.Generator) -> Line:
    stops = dice.choice(30, 6, replace=False).tolist()
    hops = np.cumsum(dice.integers(1, 6, 6)) * MINUTE
    first, every = int(dice.integers(300, 360)), int(dice.integers(8, 30))
    starts = range(first * MINUTE, 23 * 60 * MINUTE, every * MINUTE)
    return Line(stops, [[(start + int(h), start + int(h)) for h in hops] for start in starts])
