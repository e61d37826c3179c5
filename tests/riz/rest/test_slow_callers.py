"""Callers who send and read as slowly as they like: they keep nobody else waiting."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from config.local.ports import HOST
from riz.rest import bodies
from riz.rest.bodies import RECEIVED_BYTES, UPLOADS, ReceivedBodies
from tests.support.databases import SETTINGS
from tests.support.serving import Served, serving

# More than a server has threads (config/asgi_rest.py).
CALLERS = 60
BEGINNING = (
    b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000000\r\n\r\n{"
)


@pytest.fixture(scope="module", params=["web", pytest.param("make run", marks=pytest.mark.process)])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    with serving(request.param, settings=SETTINGS) as one:
        yield one


@pytest.mark.parametrize("sent", [0, RECEIVED_BYTES], ids=["nothing more", "an upload's beginning"])
def test_more_silent_callers_than_threads_stop_nobody(served: Served, sent: int) -> None:
    with ExitStack() as stack:
        for _ in range(CALLERS):
            silent = stack.enter_context(socket.create_connection((HOST, served.port), timeout=60))
            silent.sendall(BEGINNING + b" " * sent)

        assert served.ask("/health/live").status == 200


class TestTime:
    @pytest.fixture(autouse=True)
    def soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bodies, "BODY_SECONDS", 0.05)
        monkeypatch.setattr(bodies, "STEP_SECONDS", 0.05)

    def run(self, application, *received, reads=True):
        """Call it with these messages and then silence; return what was sent."""
        sent, coming = [], list(received)

        async def receive():
            if not coming:
                await asyncio.Event().wait()
            return coming.pop(0)

        async def send(message):
            if not reads:
                await asyncio.Event().wait()
            sent.append(message)

        scope = {"type": "http", "path": "/api/v1/auth/login", "method": "POST"}
        asyncio.run(ReceivedBodies(application)(scope, receive, send))
        return sent

    async def never(self, scope, receive, send):
        raise AssertionError("it was called")

    def test_a_body_that_does_not_end_in_time_is_refused(self) -> None:
        part = {"type": "http.request", "body": b"{", "more_body": True}

        start, body = self.run(self.never, part)

        assert start["status"] == 408
        assert (b"content-type", b"application/problem+json") in start["headers"]
        assert b"request.too_slow" in body["body"]

    def test_who_has_gone_is_not_answered(self) -> None:
        assert self.run(self.never, {"type": "http.disconnect"}) == []

    def test_an_upload_that_stops_ends_its_call(self) -> None:
        async def reading(scope, receive, send):
            await receive()
            with pytest.raises(TimeoutError):
                await receive()
            await send({"type": "seen"})

        part = {"type": "http.request", "body": b"x" * (RECEIVED_BYTES + 1), "more_body": True}

        assert self.run(reading, part) == [{"type": "seen"}]

    def test_an_answer_that_nobody_reads_is_written_to_its_end(self) -> None:
        written = []

        async def writing(scope, receive, send):
            for number in range(100):
                await send({"type": "http.response.body", "body": b"x"})
                written.append(number)

        assert self.run(writing, {"type": "http.request"}, reads=False) == []
        assert len(written) == 100

    def test_few_uploads_are_taken_at_once(self) -> None:
        running, most = 0, 0
        full = asyncio.Event()

        async def counting(scope, receive, send):
            nonlocal running, most
            running += 1
            most = max(most, running)
            if running == UPLOADS:
                full.set()
            await full.wait()
            running -= 1

        async def upload(application):
            async def receive():
                return {"type": "http.request", "body": b"x" * RECEIVED_BYTES, "more_body": True}

            await application({"type": "http", "path": "/"}, receive, lambda message: None)

        async def many():
            application = ReceivedBodies(counting)
            await asyncio.gather(*(upload(application) for _ in range(3 * UPLOADS)))

        asyncio.run(many())
        assert most == UPLOADS
