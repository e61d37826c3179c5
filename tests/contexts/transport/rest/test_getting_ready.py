"""While the loops of the search are compiled, which takes minutes once: refused at once where they are needed, served elsewhere."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from config.run import still_starting
from config.welcome import welcome
from contexts.transport.domain import kernels
from contexts.transport.gateways import timetable_warming
from contexts.transport.rest.urls import urlpatterns
from riz.operations import checks, views
from tests.contexts.transport.rest.networks import at
from tests.support.databases import ROOT
from tests.support.waiting import PATIENCE_SECONDS, eventually

HERE, THERE = "23.80,91.20", "23.86,91.32"
ENDS = {"origin": HERE, "dest": THERE}
# What has to be asked of each address, and whether it is a search: a new one needs a line here.
ADDRESSES = {
    "transport/options": ("GET", {**ENDS, "depart_at": at(8)}, True),
    "transport/options/chart.svg": ("GET", {**ENDS, "depart_at": at(8)}, True),
    "transport/route/<str:route_id>": ("GET", {}, True),
    "transport/route/<str:route_id>/chart.svg": ("GET", {}, True),
    "transport/multi-leg": (
        "POST",
        {"depart_at": at(8), "places": [{"place": HERE}, {"place": THERE}]},
        True,
    ),
    "transport/local-transit": ("GET", {"lat": 23.80, "lon": 91.20, "at": at(8)}, True),
    "transport/places": ("GET", {"q": "Agartala"}, False),
    "transport/feeds": ("GET", {}, False),
}
SEARCH = f"/api/v1/transport/options?{urlencode(ADDRESSES['transport/options'][1])}"

# Stands for another process that compiles: it does as that does, and ends when it is told to.
COMPILING = """
import sys
from contexts.transport.domain.kernels import compile_each
compile_each(
    [("layout", str), ("earliest", lambda: (print("at work", flush=True), sys.stdin.read()))],
    report=str,
)
"""


@contextmanager
def somebody_compiles(folder):
    with subprocess.Popen(
        [sys.executable, "-c", COMPILING],
        cwd=ROOT,
        env={**os.environ, "NUMBA_CACHE_DIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "at work\n"
        yield process
        process.stdin.close()


@pytest.mark.django_db
class TestEveryAddress:
    @pytest.fixture
    def busy(self, monkeypatch):
        monkeypatch.setattr(timetable_warming, "_is_ready", threading.Event())
        monkeypatch.setattr(timetable_warming, "_WAIT_SECONDS", 0)

    @pytest.fixture
    def ask(self, api, search):
        route_id = search().json()["results"][0]["id"]

        def asked(address):
            method, sent, _ = ADDRESSES[address]
            path = "/" + address.replace("<str:route_id>", route_id)
            return api.post(path, sent) if method == "POST" else api.get(path, **sent)

        return asked

    def test_has_a_line(self):
        assert {str(each.pattern) for each in urlpatterns} == set(ADDRESSES)

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_is_refused_where_it_searches_and_served_where_not(self, ask, request, address):
        assert ask(address).status_code == 200
        request.getfixturevalue("busy")

        answer = ask(address)

        if not ADDRESSES[address][2]:
            assert answer.status_code == 200
            return
        assert (answer.status_code, answer.json()["code"]) == (503, "transport.not_ready_yet")
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Retry-After"] == "1"


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
class TestARealServer:
    @pytest.fixture
    def cache(self, tmp_path):
        """A copy of what is compiled, so that nobody in this test has to wait for more than a lock."""
        timetable_warming.warm()
        shutil.copytree(kernels.CACHE, tmp_path / kernels.CACHE.name)
        return tmp_path

    @pytest.fixture
    def server(self, cache):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        words = f"--interface wsgi --host 127.0.0.1 --port {port} --workers 1 --log-level error"
        settings = {"NUMBA_CACHE_DIR": cache, "RIZ_TRANSPORT_FOLDER": cache / "feeds"}
        with (cache / "output").open("wb") as output, somebody_compiles(cache) as compiling:
            process = subprocess.Popen(
                [sys.executable, "-m", "granian", *words.split(), "config.wsgi:application"],
                cwd=ROOT,
                env={**os.environ, **{name: str(value) for name, value in settings.items()}},
                stdout=output,
                start_new_session=True,
            )

            def ask(path):
                line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
                try:
                    line.request("GET", path)
                    answer = line.getresponse()
                    return SimpleNamespace(
                        status=answer.status, headers=answer.headers, text=answer.read().decode()
                    )
                except OSError:
                    return SimpleNamespace(status=0, headers={}, text="")
                finally:
                    line.close()

            try:
                assert eventually(lambda: ask("/health/live").status == 200)
                yield SimpleNamespace(
                    ask=ask, url=f"http://127.0.0.1:{port}", compiling=compiling, cache=cache
                )
            finally:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def test_says_how_far_it_is_and_serves_everything_else(self, server, tmp_path):
        refused = server.ask(SEARCH)

        assert refused.status == 503
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        problem = json.loads(refused.text)
        assert problem["code"] == "transport.not_ready_yet"
        assert (problem["step"], problem["steps"], problem["name"]) == (2, 2, "earliest")
        assert problem["seconds"] >= 0
        for path in ("/api/v1/destinations", "/api/v1/transport/feeds", "/health/ready"):
            assert server.ask(path).status == 200
        assert "being compiled, once: 2 of 2 (earliest)" in server.ask("/").text

        starting = still_starting(f"{server.url}/health/ready")
        assert starting["ways"].startswith("being compiled, once: 2 of 2 (earliest)")
        (tmp_path / "flower-password").write_text("flower:secret")
        place = SimpleNamespace(local=tmp_path, mail=tmp_path, accounts=tmp_path / "none")
        told = welcome(place, server.url, "http://127.0.0.1:1", seconds=1, starting=starting)
        assert "Ways        being compiled, once: 2 of 2" in told

        server.compiling.stdin.close()
        assert eventually(lambda: server.ask(SEARCH).status == 200)
        assert json.loads(server.ask("/health/ready").text)["checks"]["ways"]["status"] == "ok"
        assert kernels.progress() is None


class TestProgress:
    @pytest.fixture
    def cache(self, tmp_path, monkeypatch):
        monkeypatch.setattr(kernels, "CACHE", tmp_path)
        return tmp_path

    def test_is_told_step_by_step_and_is_over_in_the_end(self, cache):
        told, seen = [], []
        steps = [(name, lambda: seen.append(kernels.progress())) for name in ("one", "other")]

        kernels.compile_each(steps, told.append)

        assert [(each.step, each.steps, each.name) for each in told] == [
            (1, 2, "one"),
            (2, 2, "other"),
        ]
        assert seen == told
        assert kernels.progress() is None

    @pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"step": 1}', "\0"])
    def test_that_can_not_be_read_is_none(self, cache, text):
        (cache / "progress").write_text(text)

        assert kernels.progress() is None

    def test_is_a_line_of_the_log_where_it_takes_long(self, cache, caplog):
        caplog.set_level("INFO", "contexts.transport.gateways.timetable_warming")
        for seconds in (0, 70):
            began = kernels.time.time() - seconds
            timetable_warming._report(
                kernels.Progress(step=5, steps=13, name="front over 4", began=began)
            )

        (line,) = caplog.records
        assert line.msg == "transport.compiling"
        assert line.progress.startswith("5 of 13 (front over 4), 7")

    def test_starting_is_neither_well_nor_failed(self):
        def not_yet():
            raise checks.NotYet("2 of 3")

        check = checks._timed("ways", "Ways", not_yet)

        assert (check.is_well, check.status, check.note) == (False, "starting", "2 of 3")
        assert views._verdict([check]) == ("starting", "At work; something still starts.")
