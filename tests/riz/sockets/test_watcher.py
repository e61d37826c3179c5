"""The watcher of open sockets: one question a second for all of them, and nobody kept when nobody can tell."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.test import override_settings

from riz.actor import Actor, Grant
from riz.sockets import callers, watcher
from tests.support.waiting import PATIENCE_SECONDS

HERE = "tests.riz.sockets.test_watcher"
asked: list[set] = []
known: dict = {}


def actors_behind(*, session_ids, at):
    """What the settings name here in the place of identity."""
    del at
    asked.append(set(session_ids))
    if known.get("fails"):
        raise ConnectionError
    return {one: actor for one, actor in known.items() if one in session_ids}


class Socket:
    """Remembers what it was told."""

    def __init__(self):
        self.actor = Actor(id=uuid4(), session_id=uuid4())
        self.told = []

    async def session_ended(self):
        self.told.append("ended")

    async def session_unknown(self):
        self.told.append("unknown")

    async def actor_changed(self, actor):
        self.actor = actor
        self.told.append("changed")


@pytest.fixture(autouse=True)
def callers_here(monkeypatch):
    asked.clear()
    known.clear()
    callers._named.cache_clear()
    monkeypatch.setattr(watcher, "INTERVAL_SECONDS", 0.01)
    with override_settings(RIZ_SOCKETS_ACTORS=f"{HERE}.actors_behind"):
        yield
    callers._named.cache_clear()


def watch(sockets, *, until, first=lambda: None):
    """Look after the sockets until something holds; however long that takes."""

    async def run():
        known.update({one.actor.session_id: one.actor for one in sockets})
        first()
        looking = watcher.watcher()
        for one in sockets:
            looking.add(one)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not until():
                await asyncio.sleep(0.005)
        for one in sockets:
            looking.discard(one)

    async_to_sync(run)()


def test_asks_for_all_of_them_at_once():
    sockets = [Socket() for _ in range(50)]

    watch(sockets, until=lambda: len(asked) >= 2)

    assert asked[0] == {one.actor.session_id for one in sockets}
    assert all(one.told == [] for one in sockets)


def test_asks_once_for_a_session_with_several_sockets():
    first, second = Socket(), Socket()
    second.actor = first.actor

    watch([first, second], until=lambda: asked)

    assert asked[0] == {first.actor.session_id}


def test_tells_those_whose_session_has_ended_and_nobody_else():
    stays, ends = Socket(), Socket()

    watch(
        [stays, ends],
        first=lambda: known.pop(ends.actor.session_id),
        until=lambda: ends.told,
    )

    assert (stays.told, ends.told[0]) == ([], "ended")


def test_tells_once_what_somebody_may_do_now():
    socket = Socket()
    now = Actor(
        id=socket.actor.id,
        session_id=socket.actor.session_id,
        grants=frozenset({Grant(permission="catalog.manage")}),
    )

    watch(
        [socket],
        first=lambda: known.update({now.session_id: now}),
        until=lambda: len(asked) >= 3,
    )

    assert (socket.told, socket.actor) == (["changed"], now)


def test_one_broken_socket_keeps_nothing_from_the_others():
    class Broken(Socket):
        async def session_ended(self):
            raise RuntimeError("the wire is cut")

    broken, ends = Broken(), Socket()

    watch([broken, ends], first=known.clear, until=lambda: ends.told)

    assert ends.told[0] == "ended"


def test_goes_on_when_nobody_answers_for_a_moment():
    socket = Socket()

    def answers_again():
        if len(asked) >= 3:
            known.pop("fails", None)
            known.pop(socket.actor.session_id, None)
        return socket.told

    watch([socket], first=lambda: known.update(fails=True), until=answers_again)

    assert socket.told[0] == "ended"


@pytest.mark.requirement("ASVS 5.0 16.5.3")
def test_lets_nobody_stay_unknown(monkeypatch):
    monkeypatch.setattr(watcher, "BLIND_SECONDS", 0.05)
    socket = Socket()

    watch([socket], first=lambda: known.update(fails=True), until=lambda: socket.told)

    assert socket.told[0] == "unknown"


def test_asks_nothing_without_sockets():
    socket = Socket()

    watch([socket], until=lambda: asked)
    count = len(asked)
    watch([], until=lambda: True)

    assert len(asked) == count
