"""A process that outlives its owner by a moment, to end what the owner left behind.

The owner tells the guardian through a pipe which process groups it started and which directories are
only its own. However the owner ends, SIGKILL included, the pipe closes, and the guardian ends and
removes all that is still there.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from config.local.processes import Ending, end_groups

ROOT = Path(__file__).resolve().parents[2]


class Guardian:
    """The owner's end of the pipe.

    Args:
        holding: A file descriptor that stays open until the guardian is done, such as a lock's.
    """

    def __init__(self, *, holding: int | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.local.guardian"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            start_new_session=True,
            pass_fds=() if holding is None else (holding,),
        )

    def watch(self, group: int, ending: Ending, *, last: bool = False) -> None:
        """End this process group when the owner is gone; the last ones after all others."""
        self._reply(watch=group, steps=ending.steps, last=last)

    def forget(self, group: int) -> None:
        """Leave this process group alone: it has ended."""
        self._reply(forget=group)

    def remove_at_end(self, directory: Path) -> None:
        """Remove this directory when the owner is gone."""
        self._reply(remove=str(directory))

    def close(self) -> None:
        """Say that the owner is done, and wait until everything is ended and removed."""
        with contextlib.suppress(OSError):
            if self.process.stdin:
                self.process.stdin.close()
        self.process.wait()

    def _reply(self, **message: Any) -> None:
        if self.process.stdin:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()


class _Watched:
    def __init__(self) -> None:
        self.first: dict[int, Ending] = {}
        self.last: dict[int, Ending] = {}
        self.directories: list[Path] = []

    def handle(self, message: dict[str, Any]) -> None:
        if "watch" in message:
            groups = self.last if message["last"] else self.first
            groups[message["watch"]] = Ending(tuple((s, p) for s, p in message["steps"]))
        elif "forget" in message:
            self.first.pop(message["forget"], None)
            self.last.pop(message["forget"], None)
        else:
            self.directories.append(Path(message["remove"]))

    def end(self) -> None:
        end_groups(self.first)
        end_groups(self.last)
        for directory in self.directories:
            shutil.rmtree(directory, ignore_errors=True)


def main() -> None:
    """Listen until the owner is gone, then clear up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watched = _Watched()
    for line in sys.stdin:
        with contextlib.suppress(json.JSONDecodeError):  # the owner may die in the middle of a line
            watched.handle(json.loads(line))
    watched.end()


if __name__ == "__main__":
    main()
