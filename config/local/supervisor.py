"""Runs processes together: they start together, their lines are shown together, and they end together."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

from config.local import processes
from config.local.errors import LocalError
from config.local.guardian import Guardian
from config.local.output import Output
from config.local.processes import Command

TURN_SECONDS = 0.1
LOOK_SECONDS = 0.2
READ_BYTES = 65536
LOG_BYTES = 10_000_000
LOG_LINES = 12
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class EndAsked(Exception):
    """Somebody wants everything to end; nothing is wrong."""


class ChildEnded(LocalError):
    """A process ended that should have gone on."""


@dataclass
class _Child:
    command: Command
    process: subprocess.Popen[bytes]
    log: Path | None
    is_server: bool
    rest: bytes = b""


class Supervisor:
    """Owns the processes of one run. Use it as a context manager: leaving it ends all of them.

    Args:
        output: Where the processes' lines go.
        parent: The process to end with, if any.
        holding: A file descriptor that stays open until everything has ended, such as a lock's.
    """

    def __init__(
        self, output: Output, *, parent: int | None = None, holding: int | None = None
    ) -> None:
        self.output = output
        self.parent = parent
        self._children: list[_Child] = []
        self._selector = selectors.DefaultSelector()
        self._asked: int | None = None
        self._guardian = Guardian(holding=holding)

    def __enter__(self) -> Supervisor:
        for number in SIGNALS:
            signal.signal(number, self._handle_signal)
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    @property
    def guardian_pid(self) -> int:
        """The process that clears up should this one be killed."""
        return self._guardian.process.pid

    def start(self, command: Command, *, log: Path | None = None, is_server: bool = False) -> int:
        """Start a process that must go on until the end; return its process id.

        Args:
            command: What to start.
            log: Where its lines go instead of the terminal.
            is_server: Others depend on it, so it ends after them.
        """
        if log:
            _shorten(log)
            with log.open("ab") as file:
                return self._adopt(command, file, log, is_server=is_server)
        return self._adopt(command, subprocess.PIPE, None, is_server=is_server)

    def complete(self, command: Command) -> None:
        """Run a process to its end.

        Raises:
            ChildEnded: it failed.
        """
        self.start(command)
        child = self._children[-1]
        while child.process.poll() is None:
            self._turn(but=child)
        self._drain(child)
        self._children.remove(child)
        self._guardian.forget(child.process.pid)
        if child.process.returncode:
            raise ChildEnded(f"{command.name} failed with exit code {child.process.returncode}.")

    def wait_until(self, condition: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Keep everything going until something is the case.

        Raises:
            LocalError: it did not become so in time.
        """
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise LocalError(f"{what} is not ready after {seconds:.0f} seconds.")
            next_look = time.monotonic() + LOOK_SECONDS
            while time.monotonic() < next_look:
                self._turn()

    def run(self) -> None:
        """Keep all processes going; only an exception ends this.

        Raises:
            EndAsked: a signal came, or whoever listens to us has gone.
            ChildEnded: a process ended by itself.
        """
        while True:
            self._turn()

    def end(self) -> None:
        """End all processes, those that others depend on last. Returns in bounded time."""
        for servers in (False, True):
            ending = [child for child in self._children if child.is_server is servers]
            processes.end_groups(
                {child.process.pid: child.command.ending for child in ending},
                pause=self._forward_lines,
            )
            for child in ending:
                self._drain(child)
                child.process.poll()
                self._guardian.forget(child.process.pid)
        self._children.clear()
        self._guardian.close()

    def _adopt(
        self, command: Command, output: int | IO[bytes], log: Path | None, *, is_server: bool
    ) -> int:
        process = processes.start(command, output=output)
        self._guardian.watch(process.pid, command.ending, last=is_server)
        child = _Child(command, process, log, is_server)
        self._children.append(child)
        if process.stdout:
            os.set_blocking(process.stdout.fileno(), False)
            self._selector.register(process.stdout, selectors.EVENT_READ, child)
        return process.pid

    def _turn(self, *, but: _Child | None = None) -> None:
        self._forward_lines(TURN_SECONDS)
        self._check_signals()
        for child in self._children:
            if child is not but and child.process.poll() is not None:
                self._drain(child)
                raise ChildEnded(_obituary(child))
        if self._guardian.process.poll() is not None:
            raise ChildEnded("The guardian process ended by itself.")

    def _check_signals(self) -> None:
        if self._asked is not None:
            raise EndAsked(signal.Signals(self._asked).name)
        if self.output.gone:
            raise EndAsked("nobody reads the output")
        if self.parent is not None and os.getppid() != self.parent:
            raise EndAsked("the parent process is gone")

    def _handle_signal(self, number: int, _frame: FrameType | None) -> None:
        self._asked = number

    def _forward_lines(self, seconds: float) -> None:
        if not self._selector.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._selector.select(seconds):
            self._read(key.data)

    def _read(self, child: _Child) -> bool:
        """Show what a child has written; return whether there may be more."""
        pipe = child.process.stdout
        if pipe is None or pipe.closed:
            return False
        try:
            data = os.read(pipe.fileno(), READ_BYTES)
        except BlockingIOError:
            return False
        *lines, child.rest = (child.rest + data).split(b"\n")
        if not data and child.rest:
            lines, child.rest = [child.rest], b""
        for line in lines:
            self.output.line(child.command.name, line)
        if not data:
            self._selector.unregister(pipe)
            pipe.close()
        return bool(data)

    def _drain(self, child: _Child) -> None:
        while self._read(child):
            pass
        if child.process.stdout and not child.process.stdout.closed:
            self._selector.unregister(child.process.stdout)
            child.process.stdout.close()


def _obituary(child: _Child) -> str:
    code = child.process.returncode
    how = (
        f"was killed by {signal.Signals(-code).name}"
        if code < 0
        else f"ended with exit code {code}"
    )
    text = f"{child.command.name} {how}."
    if child.log:
        last_lines = child.log.read_text(errors="replace").splitlines()[-LOG_LINES:]
        text += "\n".join(["", f"The end of {child.log}:", *last_lines])
    return text


def _shorten(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.unlink()
