"""Django in threads behind ASGI: bodies that come in pieces, answers that go in pieces, clients that leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from riz.rest.threads import WsgiInThreads, _Body

SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/a place",
    "query_string": b"q=1",
    "http_version": "1.1",
    "scheme": "http",
    "client": ("192.0.2.7", 4711),
    "server": ("127.0.0.1", 8000),
    "headers": [(b"host", b"localhost"), (b"content-type", b"text/plain")],
}


class Server:
    """What a server of ASGI does: hands over what comes, and keeps what goes."""

    def __init__(self, *pieces: bytes, leaves_after: int = 1000) -> None:
        self.coming = [
            {"type": "http.request", "body": piece, "more_body": True} for piece in pieces
        ]
        self.coming.append({"type": "http.request", "body": b"", "more_body": False})
        self.sent: list[dict[str, Any]] = []
        self.leaves_after = leaves_after
        self.asked = 0

    async def receive(self) -> dict[str, Any]:
        self.asked += 1
        return self.coming.pop(0) if self.coming else {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if len(self.sent) >= self.leaves_after:
            raise OSError("the client has left")
        self.sent.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


def served(answer: Callable[[dict[str, Any]], HttpResponse], server: Server) -> None:
    def application(environ: dict[str, Any], start_response: Any) -> HttpResponse:
        response = answer(environ)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response

    asyncio.run(WsgiInThreads(application, threads=2)(SCOPE, server.receive, server.send))


def test_the_request_is_what_the_server_says() -> None:
    seen: dict[str, Any] = {}

    def look(environ: dict[str, Any]) -> HttpResponse:
        seen.update(environ)
        return HttpResponse(b"seen", status=201)

    server = Server()
    served(look, server)

    names = ("PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "HTTP_HOST", "CONTENT_TYPE")
    assert [seen[name] for name in names] == [
        *("/a place", "q=1", "192.0.2.7", "localhost", "text/plain"),
    ]
    assert server.sent[0]["status"] == 201
    assert (b"content-type", b"text/html; charset=utf-8") in server.sent[0]["headers"]
    assert (server.body, len(server.sent)) == (b"seen", 2)


@pytest.mark.parametrize("size", [1, 3, 7, -1])
def test_a_body_is_read_as_it_comes(size: int) -> None:
    def echo(environ: dict[str, Any]) -> HttpResponse:
        body = environ["wsgi.input"]
        return HttpResponse(b"".join(iter(lambda: body.read(size), b"")))

    server = Server(b"three ", b"", b"rivers ", b"and a lake")
    served(echo, server)

    assert server.body == b"three rivers and a lake"


def test_nothing_is_asked_of_the_server_that_the_application_does_not_read() -> None:
    server = Server(b"x" * 1000)
    served(lambda _environ: HttpResponse(status=413), server)

    assert (server.asked, server.sent[0]["status"]) == (0, 413)


def test_whoever_leaves_while_sending_ends_the_body() -> None:
    server = Server(b"half")
    server.coming.pop()
    served(lambda environ: HttpResponse(environ["wsgi.input"].read()), server)

    assert server.body == b"half"


class Pieces:
    """An answer in pieces that knows whether it was closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"one ", b"two ", b"three")

    def close(self) -> None:
        self.is_closed = True


def test_an_answer_goes_in_pieces_and_is_closed() -> None:
    pieces, server = Pieces(), Server()
    served(lambda _environ: StreamingHttpResponse(pieces), server)

    assert [message.get("body") for message in server.sent[1:]] == [b"one ", b"two ", b"three", b""]
    assert [message.get("more_body", False) for message in server.sent[1:]] == [True] * 3 + [False]
    assert pieces.is_closed


@pytest.mark.parametrize("sent", [0, 1, 2, 3, 4])
def test_an_answer_whose_reader_has_left_is_closed_too(sent: int) -> None:
    pieces, server = Pieces(), Server(leaves_after=sent)

    with pytest.raises(OSError, match="left"):
        served(lambda _environ: StreamingHttpResponse(pieces), server)
    assert pieces.is_closed


def test_nobody_waits_for_a_body_from_a_loop_that_has_stopped() -> None:
    loop, server = asyncio.new_event_loop(), Server(b"too late")

    with pytest.raises(ConnectionAbortedError):
        _Body(server.receive, loop).read(1)

    loop.run_until_complete(server.receive())  # and whatever else was asked of it
    loop.close()
