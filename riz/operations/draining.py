"""The end of a server: first it says that it is not ready, then, when nobody sends it anything more, it stops.

Servers handle SIGTERM themselves and each in its own way, so a small parent stands before them:
`python -m riz.operations.draining granian ...`. It and the server's processes share a file whose being there
means that the end is near. Requests that come until the server stops are answered as ever.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

FILE = "RIZ_DRAIN_FILE"
DRAIN_SECONDS = 5.0
STOP_SECONDS = 25.0


def is_draining() -> bool:
    """Tell whether the server is about to stop."""
    file = os.environ.get(FILE)
    return bool(file) and Path(str(file)).exists()


class _EndAsked(Exception):
    """SIGTERM or SIGINT has come."""


def serve(command: Sequence[str]) -> int:
    """Run a server; on SIGTERM say that it is not ready, wait, stop it, and in the end insist.

    Returns:
        The server's exit code; zero if it stopped because it was asked to.
    """
    with tempfile.TemporaryDirectory(prefix="riz-drain-") as directory:
        file = Path(os.environ.get(FILE) or f"{directory}/draining")
        file.unlink(missing_ok=True)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _ask_for_the_end)
        with subprocess.Popen(  # noqa: S603 - the command is the operator's own
            command, env={**os.environ, FILE: str(file)}, start_new_session=not _leads_a_session()
        ) as server:
            try:
                return server.wait()
            except _EndAsked:
                return _end(server, file)


def _end(server: subprocess.Popen[bytes], file: Path) -> int:
    """Announce, wait and stop; a second signal shortens whatever is being waited for."""
    file.touch()
    with suppress(_EndAsked, subprocess.TimeoutExpired):
        server.wait(float(os.environ.get("RIZ_DRAIN_SECONDS") or DRAIN_SECONDS))
    server.terminate()
    with suppress(_EndAsked, subprocess.TimeoutExpired):
        server.wait(float(os.environ.get("RIZ_STOP_SECONDS") or STOP_SECONDS))
    with suppress(ProcessLookupError):
        if _leads_a_session():
            server.kill()  # its children are in our group, and end with it
        else:
            os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    return 0


def _leads_a_session() -> bool:
    """Tell whether whoever started us ends our whole group, and no terminal's Ctrl-C reaches it.

    The server then stays in the group; otherwise it gets one of its own, lest a Ctrl-C end it before its time.
    """
    return os.getsid(0) == os.getpid()


def _ask_for_the_end(_number: int, _frame: FrameType | None) -> None:
    raise _EndAsked


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:]))
