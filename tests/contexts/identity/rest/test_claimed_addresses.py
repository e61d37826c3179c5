"""What strangers may claim of themselves by headers: real servers behind what a gateway sends, asked byte by byte."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from uuid import uuid4

import pytest

from contexts.identity import models
from riz.rest.headers import ONCE
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.partners.factories import PartnerFactory, issue
from tests.support.serving import Served, serving

from .gateway_settings import ANONYMOUS

pytestmark = pytest.mark.django_db(transaction=True)

OFFICE, STRANGER, FORGED = "198.51.100.7", "203.0.113.9", "198.51.100.8"
NETWORK = "198.51.100.0/24"
SETTINGS = "tests.contexts.identity.rest.gateway_settings"
BOOKINGS = "/api/v1/bookings"
LOGIN = "/api/v1/auth/login"
ANYBODYS = "/api/v1/destinations"
# The same variable of WSGI by other names.
SPELLINGS = ("X_Forwarded_For", "x_forwarded-for", "X-Forwarded_For", "X_FORWARDED_FOR")
PLAIN_WSGI = f"{sys.executable} -m granian --interface wsgi --port {{port}} --log-level error config.wsgi:application"


@pytest.fixture(scope="module", params=["web", pytest.param("sockets", marks=pytest.mark.process)])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """Both servers of production, which believe a gateway on this machine."""
    with serving(request.param, settings=SETTINGS) as one:
        yield one


@pytest.fixture
def key() -> str:
    """A partner's key that is good in one network."""
    return str(issue(PartnerFactory(), allowed_networks=(NETWORK,)).key)


def sent_by_gateway(address: str, *lines: str, first: bool = False) -> list[str]:
    """Return what a gateway that drops nothing hands on of a caller's lines."""
    own = [f"X-Forwarded-For: {address}", "X-Forwarded-Proto: http", "X-Forwarded-Host: localhost"]
    return [*own, *lines] if first else [*lines, *own]


def forgeries() -> Iterator[list[str]]:
    for name in SPELLINGS:
        forged = f"{name}: {FORGED}"
        for lines in ([forged], [forged, forged], ["Zz-1: a", "Zz-2: b", forged]):
            yield sent_by_gateway(STRANGER, *lines)
            yield sent_by_gateway(STRANGER, *lines, first=True)


class TestNetworksOfKeys:
    def test_who_is_inside_gets_in(self, served: Served, key: str) -> None:
        lines = sent_by_gateway(OFFICE, f"Authorization: Bearer {key}")

        assert served.ask(BOOKINGS, lines).status == 200

    def test_who_claims_to_be_inside_does_not(self, served: Served, key: str) -> None:
        for lines in forgeries():
            shown = [*lines, f"Authorization: Bearer {key}"]
            for answer in (
                served.ask(BOOKINGS, shown),
                served.ask(BOOKINGS, shown, method="POST", body={"items": []}),
            ):
                assert (answer.status, answer.code) == (
                    403,
                    "identity.partner_address_refused",
                ), lines

    def test_of_two_addresses_none_is_believed(self, served: Served, key: str) -> None:
        shown = f"Authorization: Bearer {key}"
        for first in (True, False):
            lines = sent_by_gateway(STRANGER, f"X-Forwarded-For: {OFFICE}", shown, first=first)
            answer = served.ask(BOOKINGS, lines)

            assert (answer.status, answer.code) == (400, "request.header_refused")
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["x-request-id"]


def test_anonymous_requests_are_counted_by_the_true_address(served: Served) -> None:
    address = f"192.0.2.{uuid4().int % 250}"

    def read(number: int) -> int:
        forged = f"{SPELLINGS[number % 4]}: 198.18.0.{number}"
        lines = sent_by_gateway(address, forged, first=bool(number % 8 // 4))
        return served.ask(ANYBODYS, lines).status

    statuses = [read(number) for number in range(ANONYMOUS + 20)]

    # What is given back meanwhile depends on how fast they come.
    assert statuses[:ANONYMOUS] == [200] * ANONYMOUS
    assert 429 in statuses[ANONYMOUS:]
    assert served.ask(ANYBODYS, sent_by_gateway("192.0.2.255")).status == 200


def test_failures_to_sign_in_are_counted_by_the_true_address(served: Served) -> None:
    forged = iter(range(1, 250))
    address = f"192.0.2.{uuid4().int % 250}"

    def fail() -> int:
        lines = sent_by_gateway(address, f"X_Forwarded_For: 198.51.100.{next(forged)}", first=True)
        facts = {"email": f"{uuid4().hex}@riz.example", "password": "not the right one"}
        return served.ask(LOGIN, lines, method="POST", body=facts).status

    statuses = [fail() for _ in range(25)]

    assert statuses[:20] == [401] * 20
    assert 429 in statuses[20:]


def test_sessions_and_activity_show_the_true_address(served: Served) -> None:
    user = UserFactory()
    facts = {"email": user.email, "password": PASSWORD}
    for lines in (sent_by_gateway(STRANGER), *forgeries()):
        assert served.ask(LOGIN, lines, method="POST", body=facts).status == 200

    assert set(models.Session.objects.values_list("ip", flat=True)) == {STRANGER}
    assert set(
        models.SecurityEvent.objects.filter(action="signed_in").values_list("ip", flat=True)
    ) == {STRANGER}


def test_no_name_with_an_underscore_is_read(served: Served) -> None:
    user = UserFactory()
    facts = {"email": user.email, "password": PASSWORD}
    signed_in = served.ask(LOGIN, sent_by_gateway(STRANGER), method="POST", body=facts).json()

    answer = served.ask(
        "/api/v1/auth/me",
        sent_by_gateway(STRANGER, f"Author_ization: Bearer {signed_in['access_token']}"),
    )
    assert answer.status == 401
    asked = served.ask("/health/live", ["X_Request_Id: chosen-by-a-stranger"])
    assert asked.headers["x-request-id"] != "chosen-by-a-stranger"


@pytest.mark.parametrize("name", sorted(name.decode() for name in ONCE))
def test_what_holds_one_value_comes_once(served: Served, name: str) -> None:
    once = f"{name}: {'localhost' if name == 'host' else 'aaaaaaaa'}"
    answer = served.ask("/health/live", [once, once])

    # A server may refuse a second host itself, in words of its own.
    assert answer.status == 400
    assert name == "host" or answer.code == "request.header_refused"


UPGRADE = (
    *("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"),
    *("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Origin: http://localhost"),
)


@pytest.mark.process
@pytest.mark.parametrize("served", ["sockets"], indirect=True)
def test_a_socket_with_ambiguous_headers_is_not_opened(served: Served) -> None:
    path = f"/ws/bookings/{uuid4()}"

    assert served.ask(path, sent_by_gateway(STRANGER, *UPGRADE)).status == 101
    for first in (True, False):
        lines = sent_by_gateway(STRANGER, f"X-Forwarded-For: {OFFICE}", *UPGRADE, first=first)
        assert served.ask(path, lines).status == 403


@pytest.mark.process
def test_a_server_that_loses_names_refuses_what_a_gateway_could_write(key: str) -> None:
    with serving("", settings=SETTINGS, command=PLAIN_WSGI.split()) as served:
        shown = f"Authorization: Bearer {key}"
        for lines in ([f"X_Forwarded_For: {OFFICE}"], sent_by_gateway(OFFICE), *forgeries()):
            answer = served.ask(BOOKINGS, [*lines, shown])
            assert (answer.status, answer.code) == (400, "request.header_refused"), lines


@pytest.mark.process
def test_make_run_believes_no_caller(key: str) -> None:
    here = issue(PartnerFactory(), allowed_networks=("127.0.0.1/32",)).key
    claims = [[], sent_by_gateway(OFFICE), ["X-Forwarded-For: 127.0.0.1"], *forgeries()]
    with serving("make run", settings="config.settings.test") as served:
        for lines in claims:
            refused = served.ask(BOOKINGS, [*lines, f"Authorization: Bearer {key}"])
            assert (refused.status, refused.code) == (403, "identity.partner_address_refused")
            welcome = served.ask(BOOKINGS, [*lines, f"Authorization: Bearer {here}"])
            assert welcome.status == 200, lines
