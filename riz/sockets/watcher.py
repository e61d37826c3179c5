"""The watcher of every session with an open socket in this process: a look each second.

It asks for all of them at once: the cache in one look-up, and what that does not know the database in one query. So an
end, or a change of what somebody may do, reaches every socket within two seconds, also when the cache has lost everything.
When nothing can be asked for a while the sockets are closed, for nobody knows any more whose they are.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

from channels.db import DatabaseSyncToAsync

from riz import clock
from riz.actor import Actor
from riz.sockets import callers

_log = logging.getLogger(__name__)
INTERVAL_SECONDS = 1.0
# For so long nobody may have been asked before the sockets are closed.
BLIND_SECONDS = 10.0


class Watched(Protocol):
    """A listener for changes of one session."""

    actor: Actor

    async def session_ended(self) -> None:
        """Hear that the session is over."""

    async def session_unknown(self) -> None:
        """Hear that nobody can tell how the session stands."""

    async def actor_changed(self, actor: Actor) -> None:
        """Hear that the person may do other things now."""


class Watcher:
    """Looks after the sockets of one event loop; its task runs while there are any."""

    def __init__(self) -> None:
        self._watched: set[Watched] = set()
        self._task: asyncio.Task[None] | None = None
        self._seen_at = time.monotonic()
        # A thread of its own: what consumers ask of the database must not keep an end waiting.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="socket-watcher")

    def add(self, socket: Watched) -> None:
        """Look after a socket from now on."""
        self._watched.add(socket)
        if self._task is None or self._task.done():
            self._seen_at = time.monotonic()
            self._task = asyncio.get_running_loop().create_task(self._watch())

    def discard(self, socket: Watched) -> None:
        """Forget a socket; without any the task ends by itself."""
        self._watched.discard(socket)

    async def _watch(self) -> None:
        while self._watched:
            await asyncio.sleep(INTERVAL_SECONDS)
            await self._look()

    async def _look(self) -> None:
        watched = tuple(self._watched)
        sessions = {one.actor.session_id for one in watched if one.actor.session_id}
        try:
            found = await self._ask(sessions)
        except Exception:  # noqa: BLE001 - whatever it is, the next second asks again
            _log.warning("sockets.not_looked_after", exc_info=True)
            if time.monotonic() - self._seen_at > BLIND_SECONDS:
                await _all(one.session_unknown() for one in watched)
            return
        self._seen_at = time.monotonic()
        await _all(_send_state(one, found) for one in watched)

    async def _ask(self, session_ids: set[UUID]) -> Mapping[UUID, Actor]:
        ask = DatabaseSyncToAsync(
            callers.actors_behind, thread_sensitive=False, executor=self._thread
        )
        found: Mapping[UUID, Actor] = await ask(session_ids, at=clock.now())
        return found


_watchers: WeakKeyDictionary[asyncio.AbstractEventLoop, Watcher] = WeakKeyDictionary()


def watcher() -> Watcher:
    """Return the watcher of the running event loop."""
    return _watchers.setdefault(asyncio.get_running_loop(), Watcher())


async def _send_state(socket: Watched, found: Mapping[UUID, Actor]) -> None:
    known, session_id = socket.actor, socket.actor.session_id
    actor = found.get(session_id) if session_id else None
    if actor is None:
        await socket.session_ended()
    elif actor != known:
        await socket.actor_changed(actor)


async def _all(calls: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Do each, whatever becomes of the others: one broken socket must not keep another's end from it."""
    for failed in await asyncio.gather(*calls, return_exceptions=True):
        if isinstance(failed, Exception):
            _log.warning("sockets.not_told", exc_info=failed)
