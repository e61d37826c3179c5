"""A program for the tests to run and to kill: a supervisor with the children that its arguments name."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from config.local.errors import LocalError
from config.local.output import Output
from config.local.processes import Command, Ending
from config.local.supervisor import EndAsked, Supervisor

NEEDS = "import os, signal, subprocess, sys; "
CHILDREN = {
    "obedient": "signal.pause()",
    "stubborn": "signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True)\nwhile True: signal.pause()",
    "parent": (
        "child = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()']); "
        "print('pid', child.pid, flush=True); signal.pause()"
    ),
    "talker": "print('first\\nlast words', end='', flush=True); signal.pause()",
    "mortal": "print('farewell', flush=True); sys.exit(3)",
    "murdered": "os.kill(os.getpid(), signal.SIGKILL)",
}
ENDING = Ending(((signal.SIGTERM, 0.3),))


def main() -> int:
    """Run until asked to end, as `make run` does."""
    names = [name for name in sys.argv[1:] if not name.startswith("--")]
    parent = os.getppid() if "--with-parent" in sys.argv else None
    log = Path(os.environ["LOG_OF_CHILDREN"]) if "LOG_OF_CHILDREN" in os.environ else None
    output = Output()
    try:
        with Supervisor(output, parent=parent) as supervisor:
            for name in names:
                words = (sys.executable, "-c", NEEDS + CHILDREN[name])
                pid = supervisor.start(Command(name=name, argv=words, ending=ENDING), log=log)
                output.message(f"pid {pid}")
            output.message(f"guardian {supervisor.guardian_pid}")
            supervisor.run()
    except EndAsked as reason:
        output.message(f"asked: {reason}")
        return 0
    except LocalError as problem:
        output.message(f"problem: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
