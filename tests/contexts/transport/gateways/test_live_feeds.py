"""States that change while many search, and a Valkey that is slow, away or poisoned."""

from __future__ import annotations

import socket
import threading

import numpy as np
import pytest
import redis
from django.conf import settings as django_settings

from contexts.transport.domain.realtime import LiveChanges
from contexts.transport.domain.realtime.changes import Change
from contexts.transport.gateways import live, live_feeds
from contexts.transport.gateways.live_feeds import LiveFeeds
from contexts.transport.gateways.live_views import LiveViews
from contexts.transport.gateways.timetable_views import ViewCache
from riz.ids import new_id
from tests.contexts.transport.timetables import Line, view_of
from tests.support.waiting import PATIENCE_SECONDS, eventually

DAY = 20_000


def late(seconds):
    times = np.array([seconds, seconds + 60], dtype=np.int64)
    return LiveChanges.of(0, set(), [Change(0, DAY, times, times, np.zeros(2, dtype=np.uint8))])


def say(pair, seconds):
    live.put(*pair, late(seconds), vehicles=[], alerts=[])


@pytest.fixture
def pair():
    return new_id(), new_id()


@pytest.fixture
def silent_valkey(settings, monkeypatch):
    """A server that takes connections and never says a word, until it is closed."""
    monkeypatch.setattr(live_feeds, "SILENCE_SECONDS", PATIENCE_SECONDS)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        yield server


def test_many_who_ask_at_once_make_one_question(pair, monkeypatch):
    say(pair, 60)
    asked = []
    stamps = live.stamps
    monkeypatch.setattr(live, "stamps", lambda pairs: asked.append(1) or stamps(pairs))
    monkeypatch.setattr(live_feeds, "REMEMBERED_SECONDS", PATIENCE_SECONDS)
    feeds = LiveFeeds()
    feeds.now(frozenset([pair]))

    threads = [threading.Thread(target=feeds.now, args=(frozenset([pair]),)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(asked) == 1


def test_a_silent_valkey_holds_up_one_and_leaves_the_timetable(pair, silent_valkey):
    feeds = LiveFeeds()
    first = threading.Thread(target=feeds.now, args=(frozenset([pair]),))
    first.start()
    asking, _ = silent_valkey.accept()

    assert feeds.now(frozenset([pair])) == {}
    assert first.is_alive()  # it is still being waited for, by nobody else

    asking.close()
    first.join(PATIENCE_SECONDS)
    assert feeds.now(frozenset([pair])) == {}
    silent_valkey.setblocking(False)
    with pytest.raises(BlockingIOError):
        silent_valkey.accept()  # nobody has asked again


def test_what_nobody_can_read_is_as_if_it_was_not_said(pair):
    say(pair, 60)
    client = redis.Redis.from_url(django_settings.REDIS_URL)
    for name in ("changes", "words"):
        say(pair, 60)
        client.set(live._key(*pair, name), b"PK\x03\x04 poison", ex=60)

        assert LiveFeeds().now(frozenset([pair])) == {}


def test_states_that_change_all_the_time_are_always_whole(pair, monkeypatch):
    monkeypatch.setattr(live_feeds, "REMEMBERED_SECONDS", 0.0)
    say(pair, 0)
    feeds, wrong, done = LiveFeeds(), [], threading.Event()

    def read():
        while not done.is_set():
            told = feeds.now(frozenset([pair])).get(pair)
            if (
                told is None
                or told.changes.departures[1] - told.changes.departures[0] != 60
                or told.trips.rpartition("-")[2] != told.changes.digest
            ):
                wrong.append(told)

    feeds.now(frozenset([pair]))
    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for seconds in range(60):
        say(pair, seconds)
    done.set()
    for thread in threads:
        thread.join()

    assert wrong == []


class Cutting:
    """Cuts that take until they may end, and count how many were under way at once."""

    def __init__(self, view) -> None:
        self.view = view
        self.may_end = threading.Semaphore(1)
        self.under_way = 0
        self.most = 0

    def __call__(self):
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        assert self.may_end.acquire(timeout=PATIENCE_SECONDS)
        self.under_way -= 1
        return self.view


def test_old_views_are_given_up_and_states_are_cut_one_after_the_other():
    small_view = view_of([Line([0, 1], [[(0, 0), (60, 60)]])], stops=2)
    cache, cut = ViewCache(), Cutting(small_view)
    views = LiveViews(cache)

    for number in range(300):
        assert views.get(("days",), (str(number),), cut, room=1 << 30).view is small_view
        if number % 3 == 0:  # meanwhile the next ones have been asked for
            cut.may_end.release()
    cut.may_end.release(300)

    assert eventually(lambda: not views._coming)
    assert len(cache._kept) == 1
    assert cut.most == 1
