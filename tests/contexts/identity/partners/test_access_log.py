"""The log of what partners' programs have called."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.db import OperationalError, connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from prometheus_client import REGISTRY

from config.settings import product
from contexts.identity import models
from contexts.identity.parts.partners.gateways import access_log
from contexts.identity.parts.partners.gateways.access_log import Access, AccessLog
from contexts.identity.parts.partners.use_cases.set_partner_suspended import set_partner_suspended
from riz import clock
from riz.actor import SYSTEM
from riz.ids import new_id
from tests.contexts.identity.racing import race
from tests.support.api_client import ApiClient
from tests.support.waiting import eventually

from .factories import PartnerFactory, issue, person, showing

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return PartnerFactory()


@pytest.fixture
def administrator(partner):
    return ApiClient().sign_in(person("PARTNER_ADMIN", partner.organisation))


def logged(**narrowed):
    rows = models.PartnerAccess.objects.filter(**narrowed).order_by("at", "id")
    return list(rows.values_list("method", "endpoint", "status"))


def access(partner_id, *, at, **facts):
    values = {
        "id": new_id(),
        "partner_id": partner_id,
        "credential_id": new_id(),
        "was_right": False,
        "method": "GET",
        "endpoint": "/api/v1/bookings",
        "ip": "203.0.113.7",
        "status": 200,
        "latency_ms": 3,
        "request_id": "r",
        "at": at,
    }
    return Access(**values | facts)


class TestWhatIsWritten:
    @pytest.mark.requirement("ASVS 5.0 16.2.1")
    def test_who_what_when_where_and_how_it_was_answered(self, partner):
        issued = issue(partner)
        client = showing(issued.key)
        client.client.defaults["REMOTE_ADDR"] = "203.0.113.7"
        before = clock.now()

        answer = client.get(f"/bookings/{new_id()}", fields="secret")

        (row,) = models.PartnerAccess.objects.all()
        assert (row.partner_id, row.credential_id) == (partner.id, issued.credential.id)
        assert (row.method, row.endpoint) == ("GET", "/api/v1/bookings/<uuid:booking_id>")
        assert (row.ip, row.status, row.status_class) == ("203.0.113.7", 404, 4)
        assert row.request_id == answer["X-Request-Id"]
        assert before <= row.at <= clock.now()
        assert 0 < row.latency_ms < 60_000
        assert "secret" not in f"{vars(row)}"

    @pytest.mark.requirement("ASVS 5.0 16.3.1", "ASVS 5.0 16.3.2")
    def test_refused_requests_too(self, partner):
        partner_row = models.Partner.objects.filter(id=partner.id)
        partner_row.update(rate_limit_per_minute=2)
        issued = issue(partner, scopes=("bookings:read",))
        right = showing(issued.key)
        wrong = showing(f"{issued.credential.client_id}_{'0' * 64}")

        wrong.get("/bookings")
        right.post("/bookings", {})
        right.get("/bookings")
        right.get("/bookings")
        set_partner_suspended(
            partner_id=partner.id, is_suspended=True, reason="resold", actor=SYSTEM, at=clock.now()
        )
        right.get("/bookings")

        assert logged() == [
            ("GET", "/api/v1/bookings", 401),
            ("POST", "/api/v1/bookings", 403),
            ("GET", "/api/v1/bookings", 200),
            ("GET", "/api/v1/bookings", 429),
            ("GET", "/api/v1/bookings", 403),
        ]

    def test_nobody_else_s(self, partner, administrator):
        administrator.get("/partners")
        ApiClient().get("/bookings")
        showing("riz_test_aaaaaaaaaaaaaaaa_" + "0" * 64).get("/bookings")

        assert logged() == []

    def test_use_is_noted_once_a_minute_and_only_with_the_right_secret(self, partner):
        issued = issue(partner)
        row = models.PartnerCredential.objects.get()

        def used(at):
            one = access(partner.id, at=at, credential_id=row.id, was_right=True)
            with override_settings(RIZ_ACCESS_LOG_FLUSH_SECONDS=0):
                access_log.record_access(one)
            row.refresh_from_db()
            return row.last_used_at

        showing(f"{issued.credential.client_id}_{'0' * 64}").get("/bookings")
        row.refresh_from_db()
        assert row.last_used_at is None
        noon = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
        seconds = (0, 1, 59, 60, 61)
        noted = [used(noon + dt.timedelta(seconds=one)) for one in seconds]

        assert [(one - noon).seconds for one in noted] == [0, 0, 0, 60, 60]


class TestReading:
    @pytest.fixture
    def many(self, partner):
        start = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
        credentials = [issue(partner).credential.id for _ in range(2)]
        kinds = itertools.product(
            credentials, ("/api/v1/bookings", "/api/v1/inventory/holds"), (200, 404, 429)
        )
        rows = [
            access(
                partner.id,
                at=start + dt.timedelta(minutes=number),
                credential_id=credential_id,
                endpoint=endpoint,
                status=status,
            )
            for number, (credential_id, endpoint, status) in enumerate(kinds)
        ]
        access_log._insert(rows)
        access_log._insert([access(new_id(), at=start) for _ in range(3)])
        return rows

    def test_by_pages_the_latest_first(self, partner, administrator, many):
        path, seen = f"/partners/{partner.id}/access-logs", []
        answer = administrator.get(path, limit=5).json()
        while True:
            seen += [row["id"] for row in answer["results"]]
            if answer["next"] is None:
                break
            answer = administrator.client.get(answer["next"], headers=administrator.headers).json()

        assert seen == [str(row.id) for row in reversed(many)]

    def test_narrowed_in_every_way(self, partner, administrator, many):
        path = f"/partners/{partner.id}/access-logs"
        first = str(many[0].credential_id)
        times = {"from": many[2].at.isoformat(), "to": many[5].at.isoformat()}

        def count(**query):
            answer = administrator.get(path, **query)
            assert answer.status_code == 200, answer.content
            return len(answer.json()["results"])

        assert count() == 12
        assert count(status_class="4xx") == 8
        assert count(status_class="5xx") == 0
        assert count(endpoint="/api/v1/bookings") == 6
        assert count(credential=first) == 6
        assert count(**times) == 3
        assert count(status_class="2xx", endpoint="/api/v1/bookings", credential=first) == 1

    @pytest.mark.parametrize(
        "query",
        [
            {"status_class": "9xx"},
            {"from": "yesterday"},
            {"from": "2026-03-14T09:30:00Z", "to": "2026-03-14T09:30:00Z"},
            {"from": "0001-01-01T00:00:00+14:00"},
            {"credential": "me"},
            {"ip": "127.0.0.1"},
            {"limit": "101"},
        ],
        ids=str,
    )
    def test_what_can_not_be_asked(self, partner, administrator, query):
        answer = administrator.get(f"/partners/{partner.id}/access-logs", **query)

        assert answer.status_code == 422, answer.content

    def test_pages_cost_the_same_whatever_is_on_them(self, partner, administrator, many):
        def cost(limit):
            with CaptureQueriesContext(connection) as asked:
                administrator.get(f"/partners/{partner.id}/access-logs", limit=limit)
            return len(asked)

        assert cost(1) == cost(12)

    @pytest.mark.requirement("ASVS 5.0 8.2.2", "ASVS 5.0 16.4.2")
    def test_a_colleague_reads_it_and_a_competitor_does_not(self, partner, many):
        colleague = ApiClient().sign_in(person("PARTNER_USER", partner.organisation))
        competitor = ApiClient().sign_in(person("PARTNER_ADMIN", PartnerFactory().organisation))
        path = f"/partners/{partner.id}/access-logs"

        assert colleague.get(path).status_code == 200
        assert competitor.get(path).json()["code"] == "identity.partner_not_found"


@pytest.mark.django_db(transaction=True)
class TestWriting:
    @pytest.fixture(autouse=True)
    def soon(self):
        with override_settings(RIZ_ACCESS_LOG_FLUSH_SECONDS=0.05):
            yield

    @pytest.fixture(autouse=True)
    def log(self, monkeypatch):
        """A writer of the test's own, whose thread closes its connection in the end."""
        log = AccessLog()
        monkeypatch.setattr(access_log, "_of_this_process", log)
        yield log
        log.stop()

    def test_a_request_is_in_the_log_soon_after_its_answer(self, partner):
        with override_settings(RIZ_ACCESS_LOG_FLUSH_SECONDS=0.25):
            showing(issue(partner).key).get("/bookings")

            assert eventually(logged)
        assert product.RIZ_ACCESS_LOG_FLUSH_SECONDS <= 1

    @pytest.mark.requirement("ASVS 5.0 15.4.1")
    def test_requests_of_many_threads_are_each_written_once(self, partner, log):
        now = clock.now()

        race(8, lambda: [log.add(access(partner.id, at=now)) for _ in range(250)])

        assert eventually(lambda: models.PartnerAccess.objects.count() == 2000)

    def test_trying_again_writes_nothing_twice(self, partner):
        rows = [access(partner.id, at=clock.now()) for _ in range(5)]

        access_log._insert(rows[:3])
        access_log._insert(rows)

        assert models.PartnerAccess.objects.count() == 5

    @pytest.mark.requirement("ASVS 5.0 16.5.2")
    def test_what_the_database_did_not_take_is_written_later(self, partner, log, monkeypatch):
        now, tried = clock.now(), []
        insert = access_log._insert

        def fails_at_first(batch):
            tried.append(len(batch))
            if len(tried) == 1:
                raise OperationalError("the database is away")
            insert(batch)

        monkeypatch.setattr(access_log, "_insert", fails_at_first)
        log.add(access(partner.id, at=now))
        assert eventually(lambda: tried)
        log.add(access(partner.id, at=now))

        assert eventually(lambda: models.PartnerAccess.objects.count() == 2)
        assert sum(tried) >= 3

    def test_what_has_no_room_is_counted_as_lost(self, partner, log, monkeypatch):
        monkeypatch.setattr(access_log, "MOST_WAITING", 3)
        before = lost()
        with override_settings(RIZ_ACCESS_LOG_FLUSH_SECONDS=600):
            for _ in range(5):
                log.add(access(partner.id, at=clock.now()))
            assert lost() == before + 2
            log.stop()

        assert eventually(lambda: models.PartnerAccess.objects.count() == 3)

    def test_what_is_left_is_written_at_the_end(self, partner, log):
        with override_settings(RIZ_ACCESS_LOG_FLUSH_SECONDS=600):
            for _ in range(3):
                log.add(access(partner.id, at=clock.now()))
            log.stop()

        assert models.PartnerAccess.objects.count() == 3

    def test_a_failing_log_fails_no_request(self, partner, monkeypatch):
        def fails(batch):
            raise OperationalError("the database is away")

        before = lost()
        monkeypatch.setattr(access_log, "_insert", fails)
        with override_settings(RIZ_ACCESS_LOG_FLUSH_SECONDS=0):
            answer = showing(issue(partner).key).get("/bookings")

        assert answer.status_code == 200
        assert lost() == before + 1


def lost():
    return REGISTRY.get_sample_value("riz_partner_accesses_lost_total") or 0.0
