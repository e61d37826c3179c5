"""`make run`, as a person would use and abuse it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from config.local.ports import HOST
from tests.support.databases import ROOT
from tests.support.waiting import PATIENCE_SECONDS, eventually

FORGOTTEN = {
    "DATABASE_URL",
    "REDIS_URL",
    "CELERY_BROKER_URL",
    "CHANNEL_PREFIX",
    "DJANGO_SETTINGS_MODULE",
}
START_SECONDS = 20 * PATIENCE_SECONDS


@pytest.fixture
def local() -> Iterator[Path]:
    """A short path: unix sockets lie in it."""
    with TemporaryDirectory(prefix="riz-run-") as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


class Run:
    """One `make run` in a place of its own."""

    def __init__(self, local: Path) -> None:
        self.local = local
        self.port = free_port()
        self.file = local / "output"
        environment = {name: value for name, value in os.environ.items() if name not in FORGOTTEN}
        environment |= {
            "RIZ_LOCAL": str(local),
            "RIZ_PORT": str(self.port),
            "RIZ_FLOWER_PORT": str(free_port()),
        }
        with self.file.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env=environment,
            )

    @property
    def text(self) -> str:
        return self.file.read_text()

    def wait_until_it_runs(self) -> None:
        assert eventually(
            lambda: "RIZ runs" in self.text or self.process.poll() is not None,
            seconds=START_SECONDS,
        ), self.text
        assert "RIZ runs" in self.text, self.text

    def status_of(self, path: str) -> int:
        try:
            with urllib.request.urlopen(
                f"http://{HOST}:{self.port}{path}", timeout=PATIENCE_SECONDS
            ) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code

    def log_in(self, account: dict[str, str]) -> int:
        request = urllib.request.Request(
            f"http://{HOST}:{self.port}/api/v1/auth/login",
            data=json.dumps({"email": account["email"], "password": account["password"]}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - our own address
            return int(answer.status)

    def processes(self) -> set[str]:
        """List the living processes of this run: all of them got its place in their environment."""
        return {
            entry.name
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and self._is_of_this_run(entry)
        }

    def _is_of_this_run(self, entry: Path) -> bool:
        try:
            return f"RIZ_LOCAL={self.local}".encode() in (entry / "environ").read_bytes().split(
                b"\0"
            )
        except OSError:
            return False


@contextmanager
def running(local: Path) -> Iterator[Run]:
    run = Run(local)
    try:
        run.wait_until_it_runs()
        yield run
    finally:
        run.process.kill()
        run.process.wait()
        assert eventually(lambda: not run.processes())


@pytest.mark.process
@pytest.mark.timeout(2 * START_SECONDS + 4 * PATIENCE_SECONDS)
class TestMakeRun:
    def test_it_serves_all_and_leaves_nothing_however_it_ends(self, local: Path) -> None:
        with running(local) as first:
            accounts = json.loads((local / "demo-accounts.json").read_text())

            assert [first.status_of(path) for path in ("/", "/health/ready", "/admin/login/")] == [
                200
            ] * 3
            assert [first.log_in(account) for account in accounts] == [200] * 3
            assert len(first.processes()) >= 8
            first.process.kill()
            assert eventually(lambda: not first.processes())

        with running(local) as second:
            assert "Loading" not in second.text
            assert second.log_in(accounts[0]) == 200

            second.process.send_signal(signal.SIGTERM)

            assert second.process.wait(PATIENCE_SECONDS) == 0
            assert eventually(lambda: not second.processes())
            assert "RIZ has ended: SIGTERM" in second.text
