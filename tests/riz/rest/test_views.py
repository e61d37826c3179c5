"""What every endpoint can do: conditional requests, sparse answers, farewells, ids, pages, limits."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from riz import valkey
from riz.rest.addresses import client_address, client_network
from riz.rest.models import IdempotencyKey
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.urls("tests.riz.rest.urls")

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def client() -> Client:
    return Client()


class TestConditionalRequests:
    def test_an_unchanged_thing_is_not_sent_again(self, client):
        first = client.get("/api/v1/versioned")

        again = client.get(
            "/api/v1/versioned", headers={"If-None-Match": f'"1", W/{first["ETag"]}'}
        )

        assert first["ETag"] == '"3"'
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", '"3"')
        assert "Content-Type" not in again.headers  # caches would give it to their copy

    @pytest.mark.parametrize(
        ("if_match", "status"),
        [
            (None, 428),
            ('"3"', 200),
            ("*", 200),
            ('"2", "3"', 200),
            ('"2"', 412),
            ('W/"3"', 412),
            ("3", 412),
        ],
    )
    def test_a_change_names_the_version_it_saw(self, client, if_match, status):
        headers = {"If-Match": if_match} if if_match else {}

        answer = client.put(
            "/api/v1/versioned", {}, content_type="application/json", headers=headers
        )

        assert answer.status_code == status
        if status == 412:
            assert answer["ETag"] == '"3"'


class TestSparseAnswers:
    def test_one_thing(self, client):
        assert client.get("/api/v1/versioned?fields=name").json() == {"name": "b"}

    @pytest.mark.parametrize(
        "query", ["fields=nothing", "fields=", "fields=id&fields=name", "fields=id,,name"]
    )
    def test_unknown_names_are_refused(self, client, query):
        answer = client.get(f"/api/v1/versioned?{query}")

        assert answer.status_code == 422
        assert "fields" in answer.json()["errors"]

    @pytest.mark.django_db
    def test_pages_even_when_empty(self, client):
        assert client.get("/api/v1/rows?fields=key").json()["results"] == []
        assert client.get("/api/v1/rows?fields=nothing").status_code == 422

        rows(2)

        assert client.get("/api/v1/rows?fields=key").json()["results"] == [
            {"key": "1"},
            {"key": "0"},
        ]


class TestHeaders:
    def test_an_endpoint_says_farewell(self, client):
        answer = client.get("/api/v1/leaving")

        assert answer["Deprecation"] == "@1767225600"
        assert answer["Sunset"] == "Fri, 01 Jan 2027 00:00:00 GMT"
        assert answer["Link"] == '</api/v2/leaving>; rel="successor-version"'
        assert answer["Cache-Control"] == "public, max-age=60"

    def test_personal_data_is_not_stored(self, client):
        answer = client.get("/api/v1/echo")

        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]

    def test_a_request_keeps_its_id(self, client):
        assert (
            client.get("/api/v1/echo", headers={"X-Request-Id": "from-client-1"})["X-Request-Id"]
            == "from-client-1"
        )
        made = client.get("/api/v1/echo", headers={"X-Request-Id": "x\ny"})["X-Request-Id"]
        assert len(made) == 36

    def test_options_lists_methods(self, client):
        answer = client.options("/api/v1/echo")

        assert (answer.status_code, answer["Allow"]) == (204, "GET, POST, HEAD, OPTIONS")


def rows(count: int) -> None:
    """Store rows, three of each instant, so that the second column of the order matters."""
    IdempotencyKey.objects.bulk_create(
        IdempotencyKey(
            scope="row", key=str(number), fingerprint="", attempt=uuid4(), leased_until=NOON,
            created_at=NOON + dt.timedelta(seconds=number // 3 if count > 3 else number),
        )
        for number in range(count)
    )  # fmt: skip


@pytest.mark.django_db
class TestPages:
    def walk(self, client: Client, address: str | None, direction: str) -> list[list[str]]:
        pages = []
        while address:
            page = client.get(address).json()
            pages.append([row["key"] for row in page["results"]])
            address = page[direction]
        return pages

    def test_forward_and_back_again_show_each_row_once(self, client):
        rows(23)
        expected = [r.key for r in IdempotencyKey.objects.order_by("-created_at", "id")]

        forward = self.walk(client, "/api/v1/rows?limit=5", "next")

        assert [key for page in forward for key in page] == expected
        address = "/api/v1/rows?limit=5"
        while (page := client.get(address).json())["next"]:
            address = page["next"]
        assert self.walk(client, address, "previous")[::-1] == forward

    def test_the_first_page_has_nothing_before_it_and_the_last_nothing_after(self, client):
        rows(6)

        first = client.get("/api/v1/rows?limit=3").json()
        last = client.get(first["next"]).json()
        back = client.get(last["previous"]).json()

        assert first["previous"] is None
        assert last["next"] is None
        assert back["results"] == first["results"]
        assert (back["previous"], bool(back["next"])) == (None, True)

    def test_rows_that_come_and_go_shift_nothing(self, client):
        rows(9)
        first = client.get("/api/v1/rows?limit=3").json()
        seen = [row["key"] for row in first["results"]]
        IdempotencyKey.objects.filter(key__in=seen).delete()

        second = client.get(first["next"]).json()

        assert len(second["results"]) == 3
        assert not set(seen) & {row["key"] for row in second["results"]}

    def test_the_cost_does_not_grow(self, client):
        counts = []
        for total in (1, 200):
            rows(total)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get("/api/v1/rows?limit=100")
            counts.append(len(queries))
            IdempotencyKey.objects.all().delete()

        assert counts[0] == counts[1] == 1

    @pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5", "", "٣", "9" * 5000])
    def test_limits_are_limited(self, client, limit):
        answer = client.get("/api/v1/rows", {"limit": limit})

        assert answer.status_code == 422
        assert "limit" in answer.json()["errors"]

    @pytest.mark.parametrize(
        "change",
        [
            lambda c: c[:-1] + ("a" if c[-1] != "a" else "b"),
            lambda c: "x" + c,
            lambda _: "x",
            lambda _: "::",
            lambda _: "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        ],
    )
    def test_changed_cursors_are_refused(self, client, change):
        rows(6)
        cursor = client.get("/api/v1/rows?limit=3").json()["next"].rpartition("cursor=")[2]

        answer = client.get("/api/v1/rows", {"cursor": change(cursor)})

        assert answer.status_code == 400
        assert answer.json()["code"] == "request.bad_cursor"


class TestLimits:
    @pytest.fixture(autouse=True)
    def _narrow(self, settings):
        settings.RIZ_RATE_LIMITS = {**settings.RIZ_RATE_LIMITS, "narrow": "3/60"}

    def ask(self, client: Client, *, address: str, actor: str = "", forwarded: str = ""):
        headers = {"X-Test-Actor": actor} if actor else {}
        if forwarded:
            headers["X-Forwarded-For"] = forwarded
        return client.get("/api/v1/limited", headers=headers, REMOTE_ADDR=address)

    def test_tells_what_is_left_and_refuses_when_nothing_is(self, client):
        address = fresh_address()

        answers = [self.ask(client, address=address) for _ in range(4)]

        assert [a.status_code for a in answers] == [200, 200, 200, 429]
        assert {a["RateLimit-Policy"] for a in answers} == {'"narrow";q=3;w=60'}
        assert [a["RateLimit"].split(";")[1] for a in answers] == ["r=2", "r=1", "r=0", "r=0"]
        assert answers[0]["RateLimit"] == '"narrow";r=2;t=20'
        assert 1 <= int(answers[3]["Retry-After"]) <= 20
        assert answers[3].json()["code"] == "request.too_many"

    def test_counts_people_by_themselves_and_strangers_by_address(self, client):
        address, actor = fresh_address(), str(uuid4())
        for _ in range(3):
            self.ask(client, address=address)

        assert self.ask(client, address=address).status_code == 429
        assert self.ask(client, address=address, actor=actor).status_code == 200
        assert self.ask(client, address=fresh_address()).status_code == 200

    def test_a_forged_forwarding_header_changes_nothing(self, client):
        address = fresh_address()

        answers = [self.ask(client, address=address, forwarded=fresh_address()) for _ in range(4)]

        assert answers[-1].status_code == 429

    def test_refused_tokens_are_counted_too(self, client, settings):
        settings.RIZ_RATE_LIMITS = {**settings.RIZ_RATE_LIMITS, "anonymous": "2/60"}
        address = fresh_address()

        statuses = [
            client.get(
                "/api/v1/private", headers={"X-Test-Actor": "forged"}, REMOTE_ADDR=address
            ).status_code
            for _ in range(3)
        ]

        assert statuses == [401, 401, 429]

    def test_goes_on_alone_while_valkey_is_away(self, client, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        address = fresh_address()

        answers = [self.ask(client, address=address) for _ in range(4)]

        valkey.resume()
        assert [a.status_code for a in answers] == [200, 200, 200, 429]

    def test_of_many_requests_one_waits_for_a_silent_valkey(
        self, client, settings, silent_port, monkeypatch
    ):
        monkeypatch.setattr(valkey, "PAUSE_SECONDS", PATIENCE_SECONDS)
        settings.REDIS_URL = f"redis://127.0.0.1:{silent_port.number}/0"

        for _ in range(5):
            assert self.ask(client, address=fresh_address()).status_code == 200

        valkey.resume()
        assert silent_port.callers() == 1


def fresh_address() -> str:
    number = uuid4().int
    return f"10.{number % 250}.{number // 250 % 250}.{number // 62500 % 250}"


class TestAddresses:
    @pytest.mark.parametrize(
        ("remote", "forwarded", "proxies", "expected"),
        [
            ("1.1.1.1", "2.2.2.2", [], "1.1.1.1"),
            ("10.0.0.1", "2.2.2.2", ["10.0.0.0/8"], "2.2.2.2"),
            ("10.0.0.1", "6.6.6.6, 2.2.2.2", ["10.0.0.0/8"], "2.2.2.2"),
            ("10.0.0.1", "2.2.2.2, 10.0.0.7", ["10.0.0.0/8"], "2.2.2.2"),
            ("10.0.0.1", "nonsense", ["10.0.0.0/8"], "10.0.0.1"),
            ("10.0.0.1", "", ["10.0.0.0/8"], "10.0.0.1"),
        ],
    )
    def test_believes_only_own_proxies(self, settings, remote, forwarded, proxies, expected):
        settings.TRUSTED_PROXIES = proxies
        request = RequestFactory().get(
            "/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded}
        )

        assert client_address(request) == expected

    def test_counts_a_network_of_version_six_once(self):
        request = RequestFactory().get("/", REMOTE_ADDR="2001:db8::1:2:3:4")

        assert client_network(request) == "2001:db8::/64"
