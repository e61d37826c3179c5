"""Every refusal is a problem document, and none of them is an error in the log."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.urls("tests.riz.rest.urls")

STATUSES = {
    "malformed": 400, "unauthenticated": 401, "forbidden": 403, "not-found": 404, "conflict": 409,
    "gone": 410, "invalid": 422, "too-many": 429, "unavailable": 503, "database": 503,
}  # fmt: skip


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


class TestRefusals:
    @pytest.mark.parametrize(("name", "status"), STATUSES.items())
    def test_is_a_problem_with_its_status(self, client, caplog, name, status):
        with caplog.at_level(logging.INFO):
            answer = client.get(f"/api/v1/refusing/{name}")

        problem = answer.json()
        assert answer.status_code == problem["status"] == status
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Cache-Control"] == "no-store"
        assert problem["instance"] == f"/api/v1/refusing/{name}"
        assert problem["request_id"] == answer["X-Request-Id"]
        assert problem["type"].endswith(problem["code"])
        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]

    def test_carries_facts(self, client):
        assert client.get("/api/v1/refusing/conflict").json()["left"] == 0
        assert client.get("/api/v1/refusing/invalid").json()["errors"] == {"date": ["It is past."]}

    def test_says_how_to_sign_in(self, client):
        assert client.get("/api/v1/refusing/unauthenticated")["WWW-Authenticate"].startswith(
            "Bearer"
        )
        assert client.get("/api/v1/private").status_code == 401
        assert client.get("/api/v1/private", headers={"X-Test-Actor": "forged"}).status_code == 401

    @pytest.mark.parametrize(("name", "seconds"), [("too-many", "7"), ("unavailable", "1")])
    def test_says_when_to_come_back(self, client, name, seconds):
        assert client.get(f"/api/v1/refusing/{name}")["Retry-After"] == seconds

    def test_names_the_methods_that_an_address_takes(self, client):
        answer = client.delete("/api/v1/echo")

        assert answer.status_code == 405
        assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"
        assert answer.json()["code"] == "request.method_not_allowed"

    def test_refuses_to_answer_in_other_formats(self, client):
        assert client.get("/api/v1/echo", headers={"Accept": "text/csv"}).status_code == 406

    def test_unknown_addresses(self, client):
        answer = client.get("/api/v1/nothing-here")

        assert answer.status_code == 404
        assert answer.json()["code"] == "request.not_found"


class TestFaults:
    def test_tells_nothing_and_logs_the_trace(self, client, caplog):
        answer = client.get("/api/v1/refusing/bug")

        assert answer.status_code == 500
        assert answer.json()["code"] == "server.fault"
        assert b"secret-internal" not in answer.content
        assert any(record.exc_info for record in caplog.records)


class TestValidation:
    def test_maps_fields_to_messages(self, client):
        body = {"text": "", "tags": ["short", "much too long"], "nmber": 1}

        answer = client.post("/api/v1/notes", body, content_type="application/json")

        assert answer.status_code == 422
        assert set(answer.json()["errors"]) == {"text", "tags.1", "nmber"}

    def test_refuses_bodies_that_are_no_object(self, client):
        answer = client.post("/api/v1/notes", "[1]", content_type="application/json")

        assert answer.status_code == 422


class TestDatabase:
    """The database's passing faults are 503 with a time to come back, whatever caused them."""

    @pytest.mark.django_db(transaction=True)
    def test_that_is_away(self, client, monkeypatch):
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", "1")

        answer = client.get("/api/v1/rows")

        connection.close()
        assert (answer.status_code, answer.json()["code"]) == (503, "request.unavailable")
        assert answer["Retry-After"] == "1"

    @pytest.mark.django_db(transaction=True)
    def test_whose_row_is_locked_for_too_long(self, client):
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE rest_idempotencykey IN ACCESS EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 100")

        answer = client.get("/api/v1/rows")

        other.close()
        connection.close()
        assert (answer.status_code, answer.json()["code"]) == (503, "request.unavailable")
