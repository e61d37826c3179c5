"""Health, metrics and the root page tell the truth."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from riz.operations import checks, draining, heartbeats, views
from riz.valkey import prompt_client
from tests.support.waiting import PATIENCE_SECONDS, eventually


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch):
    monkeypatch.setattr(views, "_asked", [0.0, []])


@pytest.fixture
def database_away(monkeypatch, request):
    """Lead the connection to where nobody listens, without a word to the code under test."""
    request.getfixturevalue("transactional_db")
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    yield
    monkeypatch.undo()
    connection.close()


class TestLive:
    @pytest.mark.usefixtures("database_away")
    def test_even_without_a_database(self, client):
        assert client.get("/health/live").json() == {"status": "live"}


class TestReady:
    @pytest.mark.django_db
    def test_when_all_is_well(self, client):
        answer = client.get("/health/ready")

        assert answer.status_code == 200
        assert answer.json()["status"] == "ready"
        assert {name: check["status"] for name, check in answer.json()["checks"].items()} == {
            "database": "ok", "migrations": "ok", "broker": "ok",
        }  # fmt: skip
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.django_db
    def test_not_where_transactions_begin_otherwise_than_read_committed(self, client):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL default_transaction_isolation = 'repeatable read'")

        answer = client.get("/health/ready")

        assert answer.json()["checks"]["database"]["status"] == "failed"

    @pytest.mark.usefixtures("database_away")
    def test_not_without_a_database(self, client):
        answer = client.get("/health/ready")

        assert answer.status_code == 503
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["checks"]["database"]["status"] == "failed"

    @pytest.mark.django_db
    def test_not_with_migrations_to_come(self, client, monkeypatch):
        monkeypatch.setattr(checks, "_applied_once", [])
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'rest'")

        answer = client.get("/health/ready")

        assert answer.status_code == 503
        assert answer.json()["checks"]["migrations"]["note"] == "1 not applied"

    @pytest.mark.django_db
    def test_degraded_without_a_broker(self, client, settings, silent_port):
        settings.REDIS_URL = f"redis://127.0.0.1:{silent_port.number}/0"

        answer = client.get("/health/ready")

        assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
        assert answer.json()["checks"]["broker"]["status"] == "failed"
        assert silent_port.callers() == 1

    @pytest.mark.django_db
    def test_not_while_draining(self, client, monkeypatch, tmp_path):
        file = tmp_path / "draining"
        monkeypatch.setenv(draining.FILE, str(file))
        assert client.get("/health/ready").status_code == 200

        file.touch()

        assert client.get("/health/ready").status_code == 503
        assert client.get("/health/live").status_code == 200


SERVER = """
import http.server, django
from django.conf import settings
settings.configure()
from riz.operations import draining

class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503 if draining.is_draining() else 200)
        self.end_headers()

server = http.server.HTTPServer(("127.0.0.1", 0), Ready)
print(server.server_port, flush=True)
server.serve_forever()
"""


def status_of(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


class TestDraining:
    def test_says_so_before_the_server_is_stopped(self):
        command = [sys.executable, "-m", "riz.operations.draining", sys.executable, "-c", SERVER]
        environment = {**os.environ, "RIZ_DRAIN_SECONDS": str(10 * PATIENCE_SECONDS)}
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, env=environment, text=True
        ) as parent:
            assert parent.stdout
            port = int(parent.stdout.readline())
            before = status_of(port)
            parent.send_signal(signal.SIGTERM)
            assert eventually(lambda: status_of(port) == 503)
            parent.send_signal(signal.SIGTERM)  # the balancer has understood

        assert before == 200
        assert parent.returncode == 0
        with pytest.raises(OSError, match="refused"):
            status_of(port)


def series(text: str) -> set[tuple[str, str, str]]:
    return {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"])
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "riz_http_requests_total"
    }


@pytest.mark.django_db
class TestMetrics:
    def test_count_by_route_template_however_many_addresses_are_tried(self, client):
        client.get("/health/live")
        before = len(series(client.get("/metrics").content.decode()))

        for number in range(200):
            client.get(f"/no/such/place/{number}")
            client.generic(f"METHOD{number}", "/health/live")
        found = series(client.get("/metrics").content.decode())

        assert ("GET", "/health/live", "200") in found
        assert ("GET", "unmatched", "404") in found
        assert ("OTHER", "/health/live", "405") in found
        assert len(found) <= before + 3

    def test_tell_the_backlog_of_events(self, client):
        text = client.get("/metrics").content.decode()

        assert "riz_outbox_pending" in text
        assert "riz_outbox_oldest_pending_seconds" in text

    @pytest.mark.parametrize(
        ("address", "headers", "status"),
        [
            ("127.0.0.1", {}, 200),
            ("::1", {}, 200),
            ("9.9.9.9", {}, 404),
            ("", {}, 404),
            ("127.0.0.1", {"X-Forwarded-For": "9.9.9.9"}, 404),
            ("9.9.9.9", {"Authorization": "Bearer right"}, 200),
            ("9.9.9.9", {"Authorization": "Bearer wrong"}, 404),
        ],
    )
    def test_are_for_this_machine_and_for_holders_of_the_token(
        self, client, settings, address, headers, status
    ):
        settings.METRICS_TOKEN = "right"

        assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status

    def test_an_empty_token_opens_nothing(self, client, settings):
        settings.METRICS_TOKEN = ""

        assert (
            client.get(
                "/metrics", headers={"Authorization": "Bearer "}, REMOTE_ADDR="9.9.9.9"
            ).status_code
            == 404
        )


@pytest.mark.django_db
class TestRootPage:
    def test_tells_what_runs_and_where_to_go(self, client, settings):
        settings.FLOWER_URL = "http://127.0.0.1:5555"
        for kind in ("worker", "long-worker"):
            heartbeats.leave(prompt_client(settings.REDIS_URL), kind=kind, name="test")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL application_name = 'riz-relay'")

        page = client.get("/").content.decode()

        assert "Everything is at work." in page
        assert "1 at work" in page
        for address in (
            "/api/v1/docs",
            "/api/v1/schema",
            "/admin/",
            "http://127.0.0.1:5555",
            "/health/ready",
        ):
            assert f'href="{address}"' in page

    def test_needs_nothing_inline(self, client):
        answer = client.get("/")

        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        for inline in ("<script", "<style", "style=", "onclick"):
            assert inline not in answer.content.decode()

    def test_tells_what_does_not_run(self, client, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        page = client.get("/").content.decode()

        assert "Something is not at work." in page

    @pytest.mark.usefixtures("database_away")
    def test_comes_without_a_database(self, client):
        answer = client.get("/")

        assert answer.status_code == 200
        assert "does not answer" in answer.content.decode()


@pytest.mark.django_db
class TestPages:
    def test_the_admin_may_use_what_its_theme_needs(self, client):
        answer = client.get("/admin/login/")

        assert answer.status_code == 200
        assert "'unsafe-eval'" in answer["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]

    def test_documentation_loads_its_scripts_from_files(self, client):
        page = client.get("/api/v1/docs")
        script = client.get("/api/v1/docs?script=")

        assert page.status_code == script.status_code == 200
        assert b"<script>" not in page.content
        assert "script-src 'self';" in page["Content-Security-Policy"]
        assert script["Content-Type"].startswith("application/javascript")

    def test_the_description_is_openapi(self, client):
        answer = client.get("/api/v1/schema")

        assert answer["Content-Type"] == "application/vnd.oai.openapi+json"
        assert answer.json()["openapi"].startswith("3.")
        assert "bearer" in answer.json()["components"]["securitySchemes"]
