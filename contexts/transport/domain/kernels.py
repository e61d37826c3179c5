"""How the engine's inner loops are compiled.

Kernels hold no lock of the interpreter, and their machine code is cached on disk (beside the source, or in
NUMBA_CACHE_DIR), so that only the first process of an installation compiles them. After any change of the sources all are
compiled anew.

Named tuples are a fine way to hand many arrays to a kernel (4 microseconds for twenty), but inside compiled code each read
of a field counts references to all of the tuple's arrays. So fields are read once, before a loop, and what runs inside the
loop takes plain arrays: on the journey search that made a factor of two to three.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba

_HERE: Final = Path(__file__).parent
_USED_BY_LOOPS: Final = ("*.py", "engine/*.py", "timetable/*.py", "gtfs/*.py")


def _cache() -> Path:
    """Return a folder that is named by the sources: numba sees a loop's own file change, not those of what it calls."""
    sources = hashlib.blake2b(digest_size=8)
    for pattern in _USED_BY_LOOPS:
        for path in sorted(_HERE.glob(pattern)):
            sources.update(path.read_bytes())
    root = os.environ.get("NUMBA_CACHE_DIR") or _HERE / "__pycache__"
    return Path(root) / f"loops-{sources.hexdigest()}"


CACHE: Final = _cache()
# Numba makes the names of its settings as it is imported, where no checker sees them.
numba.config.CACHE_DIR = str(CACHE)  # type: ignore[attr-defined]

_WITHOUT_COUNTS: Final[dict[str, Any]] = {"_nrt": False}
"""Numba's switch for its run-time memory, which it takes but does not declare."""

Loop = TypeVar("Loop", bound=Callable[..., object])


def kernel(loop: Loop) -> Loop:
    """Compile a loop over arrays at its first call. Integer overflow wraps: callers keep values below `NEVER`."""
    return cast("Loop", numba.njit(cache=True, nogil=True)(loop))


def inlined(part: Loop) -> Loop:
    """Compile a part of a kernel into each place that calls it.

    A call costs in proportion to the arrays handed over (seven numbers each): too much for what runs at every stop.
    """
    return cast("Loop", numba.njit(cache=True, nogil=True, forceinline=True)(part))


def uncounted(loop: Loop) -> Loop:
    """Compile a loop that makes no arrays: references to those handed in are never counted.

    Then tuples of arrays, and calls that take many, cost no more than their numbers. Such a loop only calls others like it.
    """
    return cast("Loop", numba.njit(cache=True, nogil=True, **_WITHOUT_COUNTS)(loop))


def uncounted_part(part: Loop) -> Loop:
    """Compile a part of an uncounted loop into each place that calls it."""
    return cast(
        "Loop", numba.njit(cache=True, nogil=True, forceinline=True, **_WITHOUT_COUNTS)(part)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the one process is that compiles for this cache."""

    step: int
    steps: int
    name: str
    began: float
    """POSIX seconds."""

    @property
    def seconds(self) -> int:
        """How long it has been at work."""
        return max(0, round(time.time() - self.began))

    def __str__(self) -> str:
        return f"{self.step} of {self.steps} ({self.name}), {self.seconds} s so far"


def compile_each(
    steps: Sequence[tuple[str, Callable[[], object]]], report: Callable[[Progress], object]
) -> None:
    """Use each loop once, which compiles it or reads it from the cache; every process can read how far that is.

    Of several processes that do so at once one compiles, and the others wait for it.
    """
    with compiling_alone():
        began = time.time()
        for number, (name, use) in enumerate(steps, start=1):
            present = Progress(step=number, steps=len(steps), name=name, began=began)
            _write(present)
            report(present)
            use()
        _file().unlink(missing_ok=True)


def progress() -> Progress | None:
    """Return how far whoever compiles is; None where nobody does, or can tell."""
    try:
        return Progress(**json.loads(_file().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _write(present: Progress) -> None:
    with contextlib.suppress(OSError):
        unfinished = CACHE / f"progress-{os.getpid()}"
        unfinished.write_text(json.dumps(asdict(present)))
        unfinished.replace(_file())


def _file() -> Path:
    return CACHE / "progress"


@contextlib.contextmanager
def compiling_alone() -> Iterator[None]:
    """Wait until no other process compiles for this cache: what it made need not be made again.

    The lock belongs to the process. It ends with it, and processes that are forked meanwhile have no part in it.
    """
    with contextlib.ExitStack() as stack:
        # Where files can't be locked, loops are merely compiled more than once.
        with contextlib.suppress(OSError):
            CACHE.mkdir(parents=True, exist_ok=True)
            lock = stack.enter_context((CACHE / "compiling").open("w"))
            fcntl.lockf(lock, fcntl.LOCK_EX)
        yield
