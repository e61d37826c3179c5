"""Which pages may open sockets."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.test import override_settings

from riz.sockets.origins import OwnPagesOnly


def answer(*headers):
    """Return what a handshake with these headers comes to: `in`, or what is sent instead."""
    sent = []

    async def application(scope, receive, send):
        del scope, receive, send
        sent.append("in")

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message["type"])

    scope = {"headers": [(name, value.encode("latin-1")) for name, value in headers]}
    async_to_sync(OwnPagesOnly(application))(scope, receive, send)
    return sent


@pytest.fixture(autouse=True)
def hosts():
    with override_settings(
        ALLOWED_HOSTS=["riz.example", "127.0.0.1"],
        CSRF_TRUSTED_ORIGINS=["https://app.riz.example", "http://localhost:5173"],
    ):
        yield


@pytest.mark.requirement("ASVS 5.0 4.4.2")
@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("riz.example", "https://riz.example"),
        ("riz.example", "https://riz.example:443"),
        ("RIZ.example", "https://riz.EXAMPLE"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("riz.example", "https://app.riz.example"),
        ("127.0.0.1:8000", "http://localhost:5173"),
    ],
)
def test_our_own_and_those_that_are_trusted(host, origin):
    assert answer((b"host", host), (b"origin", origin)) == ["in"]


@pytest.mark.requirement("ASVS 5.0 4.4.2")
@pytest.mark.parametrize(
    "headers",
    [
        [(b"host", "riz.example")],
        [(b"origin", "https://riz.example")],
        [(b"host", "riz.example"), (b"origin", "https://evil.example")],
        [(b"host", "riz.example"), (b"origin", "https://riz.example.evil.example")],
        [(b"host", "riz.example"), (b"origin", "https://riz.example@evil.example")],
        [(b"host", "riz.example"), (b"origin", "https://riz.example:8443")],
        [(b"host", "riz.example"), (b"origin", "https://riz.example/path")],
        [(b"host", "riz.example"), (b"origin", "file://riz.example")],
        [(b"host", "riz.example"), (b"origin", "null")],
        [(b"host", "riz.example"), (b"origin", "")],
        [(b"host", "riz.example"), (b"origin", "http://[")],
        [(b"host", "riz.example"), (b"origin", "\xff")],
        [(b"host", "evil.example"), (b"origin", "https://evil.example")],
        [(b"host", "["), (b"origin", "https://[")],
        [
            (b"host", "riz.example"),
            (b"origin", "https://evil.example"),
            (b"origin", "https://riz.example"),
        ],
    ],
    ids=str,
)
def test_nobody_else(headers):
    assert answer(*headers) == ["websocket.close"]
