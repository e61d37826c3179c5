"""Cached rows with a real database and a real Valkey, which is stopped, killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from django.db import connection, connections, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from config.local.valkey import Valkey
from riz import valkey
from riz.caching import entries, generations
from riz.caching.models import Generation as Thing
from riz.caching.rows import CachedRows, Versioned
from tests.support.waiting import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


class Server:
    """A Valkey that can be stopped, resumed and killed."""

    def __init__(self, directory):
        self.valkey = Valkey(data=directory / "data", socket=directory / "s", durable=False)
        self.url = self.valkey.url()
        self.start()

    def start(self):
        self.valkey.prepare()
        argv = list(self.valkey.command().argv)
        self.process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self.answers)

    def answers(self):
        try:
            return redis.Redis.from_url(self.url, socket_timeout=1).ping()
        except redis.RedisError:
            return False

    def pause(self):
        os.kill(self.process.pid, signal.SIGSTOP)

    def resume(self):
        os.kill(self.process.pid, signal.SIGCONT)
        wait_until(self.answers)

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def directory():
    with tempfile.TemporaryDirectory(prefix="riz-") as made:
        yield Path(made)


@pytest.fixture
def server(directory):
    started = Server(directory)
    with override_settings(
        REDIS_URL=started.url, RIZ_PROFILE_CACHE_SECONDS=300, RIZ_VALKEY_SECONDS=1
    ):
        forget_silence()
        yield started
    started.kill()
    forget_silence()


def forget_silence():
    valkey.resume()
    generations.forget()


@pytest.fixture
def cache(server):
    return CachedRows(f"test.{uuid4()}", seconds_setting="RIZ_PROFILE_CACHE_SECONDS")


@pytest.fixture
def thing():
    key = uuid4()
    Thing.objects.create(name=str(key), number=1)
    return key


def load(key):
    number = Thing.objects.filter(name=str(key)).values_list("number", flat=True).first()
    return Versioned(version=number, text=f"value {number}") if number else None


def read(cache, key):
    return cache.read(key, lambda: load(key))


def write(cache, key, number):
    with transaction.atomic():
        Thing.objects.filter(name=str(key)).update(number=number)
        cache.change(key, lambda: load(key))


def reads_database(cache, key):
    """Tell whether the thing itself is read from the database."""
    with CaptureQueriesContext(connection) as seen:
        read(cache, key)
    return any(str(key) in query["sql"] for query in seen)


@contextmanager
def dies_after_commit(monkeypatch):
    """What follows a commit never happens, as if the process had died there."""
    with monkeypatch.context() as patch:
        patch.setattr(CachedRows, "_settle", lambda *_: None)
        yield


def test_a_thing_is_read_once_and_kept(cache, thing):
    assert read(cache, thing) == "value 1"
    assert not reads_database(cache, thing)
    assert read(cache, thing) == "value 1"


def test_reading_again_touches_no_database(cache, thing, monkeypatch):
    monkeypatch.setattr(generations, "REMEMBERED_SECONDS", PATIENCE_SECONDS)
    read(cache, thing)

    with CaptureQueriesContext(connection) as seen:
        for _ in range(100):
            read(cache, thing)

    assert len(seen) == 0


def test_what_is_not_there_is_not_kept(cache):
    key = uuid4()
    assert read(cache, key) is None
    Thing.objects.create(name=str(key), number=7)
    # Nobody who makes it needs to know that somebody looked for it before.
    assert read(cache, key) == "value 7"


def test_a_change_is_written_through(cache, thing):
    read(cache, thing)
    write(cache, thing, 2)

    assert not reads_database(cache, thing)
    assert read(cache, thing) == "value 2"


def test_it_is_kept_for_as_long_as_the_setting_says(cache, thing, server):
    read(cache, thing)

    client = redis.Redis.from_url(server.url)
    (key,) = client.keys("riz:rows:*")

    assert 299_000 < client.pttl(key) <= 300_000


def test_a_change_that_is_rolled_back_changes_nothing(cache, thing):
    read(cache, thing)
    with transaction.atomic():
        Thing.objects.filter(name=str(thing)).update(number=2)
        cache.change(thing, lambda: load(thing))
        transaction.set_rollback(True)

    assert read(cache, thing) == "value 1"


def test_what_a_transaction_sees_of_itself_reaches_nobody(cache, thing):
    with transaction.atomic():
        Thing.objects.filter(name=str(thing)).update(number=2)
        assert read(cache, thing) == "value 2"
        transaction.set_rollback(True)

    assert read(cache, thing) == "value 1"


def test_a_writer_dead_after_its_commit_leaves_readers_at_the_database(cache, thing, monkeypatch):
    read(cache, thing)
    with dies_after_commit(monkeypatch):
        write(cache, thing, 2)

    assert read(cache, thing) == "value 2"
    assert reads_database(cache, thing)


def test_a_reader_that_comes_late_fills_nothing(cache, thing):
    def slow_load():
        found = load(thing)
        # Meanwhile somebody changes it, and is told that it is done.
        in_another_connection(lambda: write(cache, thing, 2))
        return found

    assert cache.read(thing, slow_load) == "value 1"
    assert read(cache, thing) == "value 2"


def test_a_reader_that_comes_very_late_fills_nothing_either(cache, thing, server):
    def very_slow_load():
        found = load(thing)
        in_another_connection(lambda: write(cache, thing, 2))
        # So late that the entry has run out in the meantime.
        redis.Redis.from_url(server.url).flushall()
        return found

    assert cache.read(thing, very_slow_load) == "value 1"
    assert read(cache, thing) == "value 2"


def test_while_a_writer_is_under_way_readers_ask_the_database(cache, thing):
    read(cache, thing)
    with transaction.atomic():
        Thing.objects.filter(name=str(thing)).update(number=2)
        cache.change(thing, lambda: load(thing))

        seen = in_another_connection(lambda: (read(cache, thing), read(cache, thing)))

    assert seen == ("value 1", "value 1")
    assert read(cache, thing) == "value 2"


@pytest.mark.parametrize("last", ["first", "second"])
def test_two_writers_that_overlap_leave_nothing_old(server, cache, thing, last):
    """Both mark before either commits; whoever settles last may have read before the other's commit."""
    entry = cache._entry(thing, 0)
    entries.mark(entry, writer="first", seconds=300)
    entries.mark(entry, writer="second", seconds=300)
    order = ("second", "first") if last == "first" else ("first", "second")

    for writer in order:
        entries.settle(entry, writer=writer, version=1, text="value 0", seconds=300)

    assert read(cache, thing) == "value 1"


def test_many_writers_and_readers_at_once_end_with_the_last_change(cache, thing):
    stop, stale, done = threading.Event(), [], [1]

    def reader():
        while not stop.is_set():
            acknowledged = done[0]
            got = int(read(cache, thing).split()[1])
            if got < acknowledged:
                stale.append((acknowledged, got))

    def writer():
        for _ in range(25):
            with transaction.atomic():
                row = Thing.objects.select_for_update().get(name=str(thing))
                row.number += 1
                row.save()
                cache.change(thing, lambda: load(thing))
            done[0] = max(done[0], row.number)

    def readers():
        in_threads(reader, reader, reader)

    reading = threading.Thread(target=readers)
    reading.start()
    in_threads(writer, writer, writer)
    stop.set()
    reading.join()

    assert stale == []
    assert read(cache, thing) == "value 76"


def test_what_valkey_lost_is_read_again(cache, thing, server):
    read(cache, thing)
    server.kill()
    assert read(cache, thing) == "value 1"

    server.start()
    forget_silence()

    assert reads_database(cache, thing)
    assert not reads_database(cache, thing)


def test_a_mark_that_valkey_lost_hides_no_change(cache, thing, server):
    read(cache, thing)
    with transaction.atomic():
        Thing.objects.filter(name=str(thing)).update(number=2)
        cache.change(thing, lambda: load(thing))
        server.kill()
        server.start()
        # A reader fills the empty cache with what was before the commit.
        assert in_another_connection(lambda: read(cache, thing)) == "value 1"
    forget_silence()

    assert read(cache, thing) == "value 2"


def test_a_silent_valkey_costs_a_reader_one_time_out_and_no_answer(
    cache, thing, server, monkeypatch
):
    monkeypatch.setattr(valkey, "PAUSE_SECONDS", PATIENCE_SECONDS)
    read(cache, thing)
    server.pause()
    asked = []
    execute = redis.Redis.execute_command
    monkeypatch.setattr(
        redis.Redis,
        "execute_command",
        lambda self, *words, **options: asked.append(words) or execute(self, *words, **options),
    )

    answers = {read(cache, thing) for _ in range(20)}

    assert answers == {"value 1"}
    assert len(asked) == 1
    server.resume()


def test_a_write_while_valkey_is_silent_is_seen_when_it_answers_again(cache, thing, server):
    assert read(cache, thing) == "value 1"
    server.pause()
    write(cache, thing, 2)
    server.resume()
    valkey.resume()

    # What it still holds is the old value; nobody reads it any more, this process least of all.
    assert read(cache, thing) == "value 2"


def test_another_process_that_noticed_no_silence_sees_the_write(cache, thing, server):
    """It remembers the generation of a moment ago and Valkey answers it; the writer waits for that to pass."""
    read(cache, thing)
    server.pause()
    elsewhere = dict(generations._known)
    write(cache, thing, 2)
    server.resume()
    valkey.resume()
    generations._known.update(elsewhere)

    assert read(cache, thing) == "value 2"


def test_a_write_unfinished_in_valkey_leaves_readers_at_the_database(cache, thing, server):
    read(cache, thing)
    with transaction.atomic():
        Thing.objects.filter(name=str(thing)).update(number=2)
        cache.change(thing, lambda: load(thing))
        server.pause()
    server.resume()
    forget_silence()

    assert read(cache, thing) == "value 2"


def test_two_writes_while_valkey_is_silent_wait_no_longer_than_it(cache, thing, server):
    other = uuid4()
    Thing.objects.create(name=str(other), number=1)
    server.pause()
    in_threads(*(lambda key=key: write(cache, key, 2) for key in (thing, other)))
    server.resume()
    forget_silence()

    assert [read(cache, key) for key in (thing, other)] == ["value 2", "value 2"]


def test_everything_can_be_left_behind_at_once(cache, thing):
    read(cache, thing)
    with transaction.atomic():
        Thing.objects.filter(name=str(thing)).update(number=2)
        cache.change_all()

    assert read(cache, thing) == "value 2"


def test_a_change_is_told_in_its_transaction_or_not_at_all(cache, thing):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        cache.change(thing, lambda: load(thing))


def in_threads(*acts):
    threads = [threading.Thread(target=in_another_connection, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=PATIENCE_SECONDS)


def in_another_connection(act):
    result = []

    def run():
        try:
            result.append(act())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return result[0] if result else None
