"""The supervisor against real processes that die, refuse to die, and lose their supervisor."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from config.local import supervisor as supervisor_module
from tests.support.databases import ROOT
from tests.support.waiting import PATIENCE_SECONDS, eventually, is_alive

PROGRAM = [sys.executable, "-m", "tests.config.local.supervised"]


class Run:
    """A running supervisor, and what it has said so far."""

    def __init__(self, process: subprocess.Popen[bytes], file: Path) -> None:
        self.process = process
        self.file = file

    @property
    def text(self) -> str:
        return self.file.read_text()

    def pids(self, count: int) -> list[int]:
        """Wait for the pids of that many children and the guardian."""

        def found() -> list[str]:
            return re.findall(r"(?:pid|guardian) (\d+)", self.text)

        assert eventually(lambda: len(found()) == count + 1), self.text
        return [int(pid) for pid in found()]


@contextmanager
def supervised(directory: Path, *names: str, **environment: str) -> Iterator[Run]:
    file = directory / "output"
    with file.open("wb") as output:
        process = subprocess.Popen(
            [*PROGRAM, *names],
            stdout=output,
            stderr=output,
            cwd=ROOT,
            env={**os.environ, **environment},
        )
    try:
        yield Run(process, file)
    finally:
        process.kill()
        process.wait()


def all_gone(pids: list[int]) -> bool:
    return eventually(lambda: not any(map(is_alive, pids)))


class TestEnding:
    @pytest.mark.parametrize("number", supervisor_module.SIGNALS)
    def test_a_signal_ends_every_process(self, tmp_path: Path, number: int) -> None:
        with supervised(tmp_path, "obedient", "parent") as run:
            pids = run.pids(3)

            run.process.send_signal(number)

            assert run.process.wait(PATIENCE_SECONDS) == 0
            assert not any(map(is_alive, pids))
            assert f"asked: {signal.Signals(number).name}" in run.text

    def test_a_child_that_ignores_sigterm_is_killed(self, tmp_path: Path) -> None:
        with supervised(tmp_path, "stubborn", "obedient") as run:
            pids = run.pids(2)
            assert eventually(lambda: "deaf" in run.text)

            run.process.terminate()

            assert run.process.wait(PATIENCE_SECONDS) == 0
            assert not any(map(is_alive, pids))

    @pytest.mark.parametrize(
        ("name", "how"),
        [("mortal", "ended with exit code 3"), ("murdered", "was killed by SIGKILL")],
    )
    def test_a_dead_child_ends_all_and_is_named(self, tmp_path: Path, name: str, how: str) -> None:
        with supervised(tmp_path, "obedient", "stubborn", name) as run:
            assert run.process.wait(PATIENCE_SECONDS) == 1

            assert f"problem: {name} {how}." in run.text
            assert not any(map(is_alive, run.pids(3)))

    def test_the_log_of_a_dead_child_is_quoted(self, tmp_path: Path) -> None:
        with supervised(tmp_path, "mortal", LOG_OF_CHILDREN=str(tmp_path / "log")) as run:
            assert run.process.wait(PATIENCE_SECONDS) == 1

            assert re.search(r"The end of .*/log:\nfarewell", run.text)

    def test_its_death_by_sigkill_leaves_no_process(self, tmp_path: Path) -> None:
        with supervised(tmp_path, "obedient", "stubborn", "parent") as run:
            pids = run.pids(4)
            assert eventually(lambda: "deaf" in run.text)

            run.process.kill()

            assert all_gone(pids)

    def test_the_death_of_its_guardian_ends_all(self, tmp_path: Path) -> None:
        with supervised(tmp_path, "obedient") as run:
            pids = run.pids(1)

            os.kill(pids[-1], signal.SIGKILL)

            assert run.process.wait(PATIENCE_SECONDS) == 1
            assert not any(map(is_alive, pids))

    def test_it_ends_with_its_parent(self, tmp_path: Path) -> None:
        file = tmp_path / "output"
        with ExitStack() as stack:
            output = stack.enter_context(file.open("wb"))
            shell = stack.enter_context(
                subprocess.Popen(
                    ["sh", "-c", '"$@"; true', "sh", *PROGRAM, "--with-parent", "obedient"],
                    stdout=output,
                    cwd=ROOT,
                )
            )
            pids = Run(shell, file).pids(1)

            shell.kill()

            assert all_gone(pids)

    def test_it_ends_when_nobody_reads_its_output(self) -> None:
        with subprocess.Popen([*PROGRAM, "mortal"], stdout=subprocess.PIPE, cwd=ROOT) as process:
            assert process.stdout
            process.stdout.close()

            assert process.wait(PATIENCE_SECONDS) == 0


class TestOutput:
    def test_each_line_has_the_name_of_its_process(self, tmp_path: Path) -> None:
        with supervised(tmp_path, "talker") as run:
            assert eventually(lambda: "talker   | first\n" in run.text)

            run.process.terminate()
            run.process.wait(PATIENCE_SECONDS)

            assert "talker   | last words\n" in run.text
