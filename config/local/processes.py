"""Starting processes in sessions of their own, and ending them for certain in bounded time."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.local.accounts import Account

PAUSE_SECONDS = 0.02
LAST_WORD_SECONDS = 5.0


@dataclass(frozen=True)
class Ending:
    """How to end a process: signals, each with the seconds it may take, and after all of them SIGKILL."""

    steps: tuple[tuple[int, float], ...] = ((signal.SIGTERM, 8.0),)

    def due(self, elapsed: float) -> int:
        """Return the number of signals that should have been sent by now; one more than steps is SIGKILL."""
        sent, until = 1, 0.0
        for _, patience in self.steps:
            until += patience
            sent += elapsed >= until
        return sent

    def signal_at(self, number: int) -> int:
        """Return the signal with that number, counted from one."""
        return self.steps[number - 1][0] if number <= len(self.steps) else signal.SIGKILL


@dataclass(frozen=True, kw_only=True)
class Command:
    """A process to start."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    ending: Ending = field(default_factory=Ending)


def start(
    command: Command, *, output: int | IO[bytes], directory: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start a command as the leader of its own session, so that a terminal's Ctrl-C reaches us alone."""
    account = command.account
    return subprocess.Popen(  # noqa: S603 - the commands are our own
        command.argv,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=directory,
        env={**os.environ, **command.environment},
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def end_groups(
    endings: Mapping[int, Ending], *, pause: Callable[[float], object] = time.sleep
) -> None:
    """End process groups, gently first; return when none of their processes lives, or nothing more can be done.

    The gentle signals go to the leader, which knows how to end its own children; SIGKILL goes to all.

    Args:
        endings: How to end each group.
        pause: What to do while waiting, for that many seconds.
    """
    if not endings:
        return
    started = time.monotonic()
    sent = dict.fromkeys(endings, 0)
    limit = LAST_WORD_SECONDS + max(
        sum(patience for _, patience in ending.steps) for ending in endings.values()
    )
    while (elapsed := time.monotonic() - started) < limit:
        living = living_groups(endings)
        if not living:
            return
        for group in living:
            due = endings[group].due(elapsed)
            if due > sent[group]:
                sent[group] = due
                _send(group, endings[group].signal_at(due))
        pause(PAUSE_SECONDS)


def living_groups(groups: Iterable[int]) -> set[int]:
    """Return which of the process groups have a process that is not a zombie.

    Zombies count as dead: where process 1 is no init nobody reaps orphans, and `kill(pid, 0)` would
    find them for ever.
    """
    wanted = set(groups)
    return {group for state, group in _every_process() if group in wanted and state != "Z"}


def _every_process() -> Iterable[tuple[str, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # pid (name) state parent group ...: the name may hold anything, so count from its end
                state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
                yield state, int(group)


def _send(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if number != signal.SIGKILL and _leads(group):
            os.kill(group, number)
        else:
            os.killpg(group, number)


def _leads(group: int) -> bool:
    with contextlib.suppress(OSError):
        stat = (Path("/proc") / str(group) / "stat").read_text()
        return stat.rpartition(")")[2].split()[0] != "Z"
    return False
