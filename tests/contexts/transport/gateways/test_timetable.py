"""The timetable that searches use: noticed changes, shared views, one cut for many who ask, nothing compiled late."""

from __future__ import annotations

import datetime as dt
import gc
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.db import connection

from contexts.transport.domain.costing import CostBook
from contexts.transport.domain.engine import Ends, Request
from contexts.transport.domain.timetable import runs
from contexts.transport.domain.timetable.feed import FORMAT, CompiledFeed
from contexts.transport.gateways import compiled, timetable
from contexts.transport.gateways.timetable_views import ViewCache
from contexts.transport.gateways.timetable_warming import settle, warm_cut
from contexts.transport.models import Feed, FeedVersion, VersionState
from contexts.transport.use_cases.activate_feed_version import activate_feed_version
from contexts.transport.use_cases.set_feed_enabled import set_feed_enabled
from riz.actor import SYSTEM
from riz.caching import generations
from tests.contexts.transport import feeds as made
from tests.support.waiting import PATIENCE_SECONDS, wait_until

HOUR, DAY = 3600, 86_400
MONDAY = 20_000 * DAY
BOOK = CostBook(generation="one")
TRIPURA, KOLKATA, DELHI = (23.83, 91.28), (22.57, 88.36), (28.61, 77.21)


@pytest.fixture(autouse=True)
def root(settings, monkeypatch) -> Iterator[Path]:
    monkeypatch.setattr(generations, "REMEMBERED_SECONDS", PATIENCE_SECONDS)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        settings.RIZ_TRANSPORT_FOLDER = folder
        timetable.forget()
        generations.forget()
        yield Path(folder)
        timetable.forget()


def line_at(place: tuple[float, float], *, trips: int = 3) -> CompiledFeed:
    """Return a feed with one line to the north, every hour from eight."""
    times = [made.FeedTrip([(h * HOUR,) * 2, (h * HOUR + 600,) * 2]) for h in range(8, 8 + trips)]
    stops = [place, (place[0] + 0.02, place[1])]
    return made.compiled(made.Network(stops, [made.FeedLine([0, 1], times)], days=[[1] * 5]))


def stored(slug: str, feed: CompiledFeed, root: Path, at: dt.datetime, **facts) -> FeedVersion:
    row, _ = Feed.objects.get_or_create(
        slug=slug, removed_at=None, defaults={"name": slug, "created_at": at, **facts}
    )
    number = row.versions.count()
    folder = f"{slug}-{number}"
    compiled.save(replace(feed, sha256=f"{number:064d}"), root / folder)
    return FeedVersion.objects.create(
        feed=row,
        folder=folder,
        format=FORMAT,
        sha256=f"{number:064d}",
        state=VersionState.READY,
        is_active=not number,
        started_at=at,
        next_attempt_at=at,
    )


@pytest.fixture
def network(root, at, db) -> dict[str, FeedVersion]:
    return {
        "tripura": stored("tripura", line_at(TRIPURA), root, at),
        "delhi": stored("delhi", line_at(DELHI), root, at),
        "trains": stored("trains", line_at(KOLKATA), root, at, is_long_distance=True),
    }


class TestTheFeedsOfASlice:
    def test_local_feeds_of_both_ends_and_all_long_distance_ones(self, network):
        present = timetable.current(BOOK)

        def slugs(origin, destination):
            found = present.slice(origin, destination, MONDAY, MONDAY + DAY)
            return {each.slug for each in found.feeds}

        assert slugs(TRIPURA, TRIPURA) == {"tripura", "trains"}
        assert slugs(TRIPURA, DELHI) == {"tripura", "delhi", "trains"}
        assert slugs((0.0, 0.0), (0.0, 1.0)) == {"trains"}
        assert slugs((TRIPURA[0] + 0.2, TRIPURA[1]), (0.0, 0.0)) == {"tripura", "trains"}

    def test_it_is_searched(self, network):
        part = timetable.current(BOOK).slice(TRIPURA, TRIPURA, MONDAY + 9 * HOUR, MONDAY + DAY)
        (near,), metres = part.nearest(*TRIPURA, 500)
        request = Request(
            Ends.of((near, 60)),
            Ends.of((near + 1, 60)),
            at=MONDAY + 9 * HOUR - part.view.base,
        )

        (journey,) = part.engine.earliest(request)

        assert metres[0] < 1
        assert part.view.base == MONDAY + 6 * HOUR
        assert part.view.base + journey.arrives == MONDAY + 10 * HOUR + 660

    def test_stops_come_the_nearest_first_within_the_radius(self, network):
        part = timetable.current(BOOK).slice(TRIPURA, TRIPURA, MONDAY, MONDAY + DAY)

        stops, metres = part.nearest(TRIPURA[0] + 0.015, TRIPURA[1], 3000)
        none, _ = part.nearest(TRIPURA[0] + 0.015, TRIPURA[1], 100)

        assert part.view.stop_in_feed[stops].tolist() == [1, 0]
        assert metres == pytest.approx([556, 1668], abs=3)
        assert len(none) == 0

    def test_no_feed_at_all(self, db):
        part = timetable.current(BOOK).slice(TRIPURA, DELHI, MONDAY, MONDAY + DAY)

        assert part.feeds == ()
        assert part.view.trips == 0
        assert part.nearest(*TRIPURA, 1000)[0].tolist() == []


class TestSharing:
    def test_times_near_each_other_share_a_view(self, network):
        present = timetable.current(BOOK)

        def view(hour: int):
            start = MONDAY + hour * HOUR
            return present.slice(TRIPURA, TRIPURA, start, start + 30 * HOUR).view

        assert view(7) is view(11)
        assert view(7) is not view(13)

    def test_one_cuts_and_the_others_wait(self):
        cache, entered, go_on = ViewCache(), threading.Event(), threading.Event()
        cuts = []

        def cut():
            cuts.append(1)
            entered.set()
            assert go_on.wait(PATIENCE_SECONDS)
            return EMPTY

        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(cache.get, "key", cut, room=1) for _ in range(8)]
            assert entered.wait(PATIENCE_SECONDS)
            go_on.set()
            views = {id(each.result(PATIENCE_SECONDS).view) for each in asked}

        assert len(cuts) == len(views) == 1

    def test_a_cut_that_fails_is_tried_again(self):
        cache = ViewCache()

        def fail():
            raise MemoryError

        with pytest.raises(MemoryError):
            cache.get("key", fail, room=1)
        assert cache.get("key", lambda: EMPTY, room=1).view is EMPTY

    def test_memory_is_bounded_and_the_least_used_goes(self):
        cache, cuts = ViewCache(), []

        def get(key: str):
            cache.get(key, lambda: cuts.append(key) or EMPTY, room=2 * EMPTY.nbytes)

        for key in ("a", "b", "a", "c", "a", "b"):
            get(key)

        assert cuts == ["a", "b", "c", "b"]


class TestChanges:
    def test_it_is_the_same_until_something_changes(self, network, django_assert_num_queries):
        first = timetable.current(BOOK)

        with django_assert_num_queries(0):
            assert timetable.current(BOOK) is first

    def test_another_version_is_noticed_within_a_second(self, network, root, at, monkeypatch):
        newer = stored("tripura", line_at(TRIPURA, trips=9), root, at)
        before = timetable.current(BOOK)
        part = before.slice(TRIPURA, TRIPURA, MONDAY, MONDAY + DAY)
        activate_feed_version(version_id=newer.id, actor=SYSTEM, at=at)

        monkeypatch.setattr(generations, "REMEMBERED_SECONDS", 0.0)
        after = timetable.current(BOOK)

        assert after.version != before.version
        assert _trips(after) == _trips(before) + 6
        compiled.remove(root / network["tripura"].folder)
        assert part.view.trips == _trips(before)
        assert before.slice(TRIPURA, TRIPURA, MONDAY, MONDAY + DAY).view.trips == _trips(before)

    def test_what_did_not_change_is_not_loaded_again(self, network, at):
        before = {each.slug: each for each in timetable.current(BOOK).feeds}
        set_feed_enabled(feed_id=network["delhi"].feed_id, is_enabled=False, actor=SYSTEM, at=at)
        generations.forget()
        after = {each.slug: each for each in timetable.current(BOOK).feeds}

        assert set(after) == {"tripura", "trains"}
        assert after["trains"].feed is before["trains"].feed
        assert after["trains"].costs is before["trains"].costs

    def test_other_prices_are_counted_anew(self, network):
        before = timetable.current(BOOK)
        after = timetable.current(replace(BOOK, generation="two"))

        assert after is not before
        assert after.version == before.version
        part = [each.slice(DELHI, DELHI, MONDAY, MONDAY + DAY) for each in (before, after)]
        assert part[0].view is not part[1].view

    def test_a_damaged_feed_is_left_out_and_the_others_are_searched(self, network, root):
        (root / network["delhi"].folder / "manifest.json").write_text("{}")

        assert {each.slug for each in timetable.current(BOOK).feeds} == {"tripura", "trains"}

    def test_a_retired_version_is_found_until_its_files_are_gone(self, network, root, at):
        newer = stored("tripura", line_at(TRIPURA), root, at)
        activate_feed_version(version_id=newer.id, actor=SYSTEM, at=at)

        found = timetable.stored(network["tripura"].id)
        assert found is not None
        assert found.feed.trips == 3
        compiled.remove(root / network["tripura"].folder)
        assert timetable.stored(network["tripura"].id) is None

    def test_the_number_of_queries_does_not_grow_with_feeds(
        self, network, root, at, django_assert_num_queries
    ):
        with django_assert_num_queries(3):
            timetable.current(BOOK)
        for number in range(5):
            stored(f"more{number}", line_at(TRIPURA), root, at)
        timetable.forget()
        generations.forget()
        with django_assert_num_queries(3):
            assert len(timetable.current(BOOK).feeds) == 8


@pytest.mark.django_db(transaction=True)
def test_threads_switch_while_they_search(root, at):
    first = stored("tripura", line_at(TRIPURA), root, at)
    second = stored("tripura", line_at(TRIPURA, trips=9), root, at)
    stop, seen, faults = threading.Event(), set(), []

    def search():
        try:
            while not stop.is_set():
                generations.forget()
                seen.add(_trips(timetable.current(BOOK)))
        except Exception as fault:  # noqa: BLE001 - told below
            faults.append(fault)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        searching = [pool.submit(search) for _ in range(3)]
        for version in (second, first, second):
            activate_feed_version(version_id=version.id, actor=SYSTEM, at=at)
            wait_until(lambda: is_searched(version))  # noqa: B023
        stop.set()
        for each in searching:
            each.result(PATIENCE_SECONDS)

    assert faults == []
    assert seen <= {3, 9}


def test_no_request_compiles_a_loop_of_the_cut(network):
    warm_cut()
    known = [len(loop.signatures) for loop in LOOPS]

    timetable.current(BOOK).slice(TRIPURA, DELHI, MONDAY, MONDAY + DAY)

    assert [len(loop.signatures) for loop in LOOPS] == known == [1, 1, 1]


def test_a_worker_that_is_ready_looks_through_what_it_has_no_more():
    before = gc.get_freeze_count()
    try:
        settle()
        assert gc.get_freeze_count() - before > 100 * gc.get_count()[0]
    finally:
        gc.unfreeze()


def is_searched(version: FeedVersion) -> bool:
    generations.forget()
    return timetable.current(BOOK).feeds[0].version_id == version.id


LOOPS = (runs.gather_runs, runs.write_events, runs.patterns_by_stop)


def _trips(present: timetable.Timetable) -> int:
    return present.slice(TRIPURA, TRIPURA, MONDAY, MONDAY + DAY).view.trips


def _empty():
    from contexts.transport.domain.timetable.cut import cut  # noqa: PLC0415 - once
    from contexts.transport.domain.timetable.view import Units  # noqa: PLC0415

    feed = line_at(TRIPURA)
    return cut(
        [feed], [made.columns(feed)], start=MONDAY, end=MONDAY + DAY, units=Units(), near_m=0
    )


EMPTY = _empty()
assert isinstance(EMPTY.arrivals, np.ndarray)
