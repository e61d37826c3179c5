"""The socket through the server that serves it, with a client that is not ours."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager, suppress

import pytest
import redis
from django.conf import settings
from django.test import override_settings
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from config.settings import product
from contexts.booking.use_cases.cancel_booking import cancel_booking
from contexts.identity.contracts import Role
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.identity.parts.organisations.use_cases.withdraw_role import withdraw_role
from contexts.identity.parts.sessions import models as sessions
from contexts.identity.parts.sessions.gateways import session_state_cache
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz import clock
from riz.actor import SYSTEM
from riz.outbox import relay
from riz.sockets import watcher
from tests.contexts.booking.conftest import NOW, book, wish
from tests.support.sign_in import access_token_of, ticket_of
from tests.support.waiting import PATIENCE_SECONDS, eventually

pytestmark = pytest.mark.django_db(transaction=True)
SETTINGS = "tests.contexts.booking.ws.settings"


@pytest.fixture(autouse=True)
def remembered_sessions():
    """In this process as in the server: what ends here is noted in Valkey."""
    with override_settings(RIZ_SESSION_CACHE_SECONDS=1):
        yield


@pytest.fixture(scope="module")
def server():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port)]
    process = subprocess.Popen(
        command,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    host = f"127.0.0.1:{port}"

    def answers():
        with suppress(OSError):
            return urllib.request.urlopen(f"http://{host}/health/live", timeout=PATIENCE_SECONDS)
        return process.poll() is not None

    try:
        assert eventually(answers)
        yield host
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def opening(place, **options):
    """Connect, however long that takes."""
    patience = {"open_timeout": PATIENCE_SECONDS, "close_timeout": PATIENCE_SECONDS}
    return connect(place, ping_interval=None, **patience, **options)


@pytest.fixture
def booking(sold, asha):
    made = book(wish=wish(sold.package), actor=asha, at=NOW)
    relay.drain()
    return made


@pytest.fixture
def tokens(asha):
    return start_session(user_id=asha.id, at=clock.now())


@pytest.fixture
def sign_in(server, booking):
    """Open a socket of the booking and send a ticket of a session."""

    @contextmanager
    def opened(session_id=None, *, ticket=""):
        place = f"ws://{server}/ws/bookings/{booking.id}"
        ticket = ticket or ticket_of(session_id)
        with opening(place, origin=f"http://{server}") as open_socket:
            open_socket.send(json.dumps({"type": "authenticate", "ticket": ticket}))
            yield open_socket

    return opened


def hear(open_socket):
    return json.loads(open_socket.recv(timeout=PATIENCE_SECONDS))


def hear_closing(open_socket):
    """Return the code of the problem and of the close that follows it."""
    said = hear(open_socket)
    with pytest.raises(ConnectionClosed) as closed:
        open_socket.recv(timeout=PATIENCE_SECONDS)
    return said["problem"]["code"], closed.value.rcvd.code


def test_the_owner_watches_it(sign_in, booking, asha, tokens):
    with sign_in(tokens.session_id) as open_socket:
        first = hear(open_socket)
        cancel_booking(booking_id=booking.id, actor=asha, reason="", at=NOW)
        relay.drain()
        second = hear(open_socket)

    assert (first["status"], second["status"]) == ("ON_HOLD", "CANCELLED")


class TestOrigins:
    @pytest.mark.requirement("ASVS 5.0 4.4.2")
    @pytest.mark.parametrize(
        "origin",
        [
            "https://elsewhere.example",
            "http://127.0.0.1.elsewhere.example",
            "null",
            "http://[",
            None,
        ],
        ids=str,
    )
    def test_no_other_page_may(self, server, booking, origin):
        with pytest.raises(InvalidStatus) as refused:
            opening(f"ws://{server}/ws/bookings/{booking.id}", origin=origin)

        assert refused.value.response.status_code == 403


class TestTickets:
    @pytest.mark.requirement("ASVS 5.0 4.4.3", "ASVS 5.0 4.4.4")
    def test_each_opens_one_socket(self, sign_in, api, tokens):
        bearer = {"Authorization": f"Bearer {tokens.access_token}"}
        ticket = api.post("/auth/socket-tickets", headers=bearer).json()["ticket"]

        with sign_in(ticket=ticket) as open_socket:
            assert hear(open_socket)["type"] == "booking"
        with sign_in(ticket=ticket) as open_socket:
            assert hear_closing(open_socket) == ("identity.socket_ticket_invalid", 4401)

    def test_of_several_that_show_it_at_once_one_gets_in(self, sign_in, tokens):
        ticket, heard, start = ticket_of(tokens.session_id), [], threading.Barrier(6)

        def show():
            start.wait(timeout=PATIENCE_SECONDS)
            with sign_in(ticket=ticket) as open_socket:
                heard.append(hear(open_socket)["type"])

        threads = [threading.Thread(target=show) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=PATIENCE_SECONDS)

        assert sorted(heard) == ["booking"] + ["problem"] * 5

    @pytest.mark.requirement("ASVS 5.0 4.4.3")
    def test_they_are_over_after_a_minute(self, sign_in, tokens):
        ticket = ticket_of(tokens.session_id)
        sessions.SocketTicket.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))

        with sign_in(ticket=ticket) as open_socket:
            assert hear_closing(open_socket) == ("identity.socket_ticket_invalid", 4401)

    @pytest.mark.requirement("ASVS 5.0 7.4.1")
    def test_they_end_with_their_session(self, sign_in, api, tokens):
        ticket = ticket_of(tokens.session_id)
        api.post("/auth/logout", headers={"Authorization": f"Bearer {tokens.access_token}"})

        with sign_in(ticket=ticket) as open_socket:
            assert hear_closing(open_socket) == ("identity.session_ended", 4401)

    def test_access_tokens_open_nothing(self, sign_in, asha):
        with sign_in(ticket=access_token_of(asha.id)) as open_socket:
            assert hear_closing(open_socket) == ("identity.socket_ticket_invalid", 4401)


class TestActingAsThePerson:
    """Who acts as somebody listens, and says nothing."""

    @pytest.fixture
    def acting(self, asha, stranger):
        role = {"user_id": stranger.id, "role": Role.SUPPORT, "actor": SYSTEM}
        grant_role(**role, at=clock.now())
        return start_session(
            user_id=asha.id, impersonator_id=stranger.id, reason="Ticket 4711", at=clock.now()
        )

    def test_they_see_what_the_person_sees_and_say_nothing(self, sign_in, api, acting):
        bearer = {"Authorization": f"Bearer {acting.access_token}"}
        ticket = api.post("/auth/socket-tickets", headers=bearer).json()["ticket"]

        with sign_in(ticket=ticket) as open_socket:
            assert hear(open_socket)["type"] == "booking"
            open_socket.send(json.dumps({"type": "anything"}))
            refused = hear(open_socket)

        assert (refused["type"], refused["problem"]["code"]) == ("problem", "auth.in_person_only")
        assert refused["problem"]["status"] == 403

    def test_it_ends_when_they_may_act_no_more(self, sign_in, acting, stranger):
        role = {"user_id": stranger.id, "role": Role.SUPPORT, "actor": SYSTEM}
        with sign_in(acting.session_id) as open_socket:
            assert hear(open_socket)["type"] == "booking"
            withdraw_role(**role, at=clock.now())

            assert hear_closing(open_socket) == ("socket.session_ended", 4401)


def forget_everything():
    redis.Redis.from_url(settings.REDIS_URL).flushdb()


class TestEndsReachOpenSockets:
    """At the next look after every session, and no look believes what was remembered before the last one."""

    OVER = ("socket.session_ended", 4401)

    def test_within_two_seconds_together(self):
        assert watcher.INTERVAL_SECONDS + product.RIZ_SESSION_CACHE_SECONDS <= 2

    @pytest.fixture
    def out(self, api, asha, tokens):
        bearer = {"Authorization": f"Bearer {tokens.access_token}"}
        return {
            "signed out": lambda: api.post("/auth/logout", headers=bearer),
            "disabled": lambda: set_user_active(
                user_id=asha.id, is_active=False, actor=SYSTEM, at=clock.now()
            ),
        }

    @pytest.mark.requirement("ASVS 5.0 7.4.1", "ASVS 5.0 7.4.2")
    @pytest.mark.parametrize("loses", [False, True], ids=["Valkey well", "Valkey lost everything"])
    @pytest.mark.parametrize("how", ["signed out", "disabled"])
    def test_of_a_session(self, sign_in, out, tokens, how, loses):
        with sign_in(tokens.session_id) as open_socket:
            assert hear(open_socket)["type"] == "booking"
            out[how]()
            if loses:
                forget_everything()

            assert hear_closing(open_socket) == self.OVER

    @pytest.mark.requirement("ASVS 5.0 7.4.1")
    def test_while_the_writer_can_not_tell_valkey(self, sign_in, out, tokens):
        with sign_in(tokens.session_id) as open_socket:
            assert hear(open_socket)["type"] == "booking"
            with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
                out["disabled"]()

            assert hear_closing(open_socket) == self.OVER

    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    @pytest.mark.parametrize("loses", [False, True], ids=["Valkey well", "Valkey lost everything"])
    def test_of_a_role(self, sign_in, stranger, loses):
        role = {"user_id": stranger.id, "role": Role.PORTAL_STAFF, "actor": SYSTEM}
        grant_role(**role, at=clock.now())
        theirs = start_session(user_id=stranger.id, at=clock.now())
        with sign_in(theirs.session_id) as open_socket:
            assert hear(open_socket)["type"] == "booking"
            withdraw_role(**role, at=clock.now())
            if loses:
                forget_everything()

            assert hear_closing(open_socket) == ("booking.not_found", 4404)

    def test_whoever_keeps_the_session_keeps_the_socket(self, sign_in, booking, asha, tokens):
        with sign_in(tokens.session_id) as open_socket:
            hear(open_socket)
            for _ in range(2):  # the second look comes when everybody has been told of the first
                forget_everything()
                assert eventually(lambda: session_state_cache.recall(tokens.session_id))
            cancel_booking(booking_id=booking.id, actor=asha, reason="", at=NOW)
            relay.drain()

            assert hear(open_socket)["status"] == "CANCELLED"
