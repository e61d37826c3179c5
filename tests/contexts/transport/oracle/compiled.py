"""How the oracle's loops are compiled: as the engine's are, and kept under a name made of the oracle's own sources.

The engine's name says nothing of the oracle, and numba sees a loop's own file change, not those of what it calls.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import numba

from contexts.transport.domain import kernels

Loop = TypeVar("Loop", bound=Callable[..., object])


def _name() -> str:
    sources = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        sources.update(path.read_bytes())
    return sources.hexdigest()


_SUFFIX: Final = f"-oracle-{_name()}"


def uncounted(loop: Loop) -> Loop:
    """Compile a loop that makes no arrays; see the engine's."""
    engine: str = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = engine + _SUFFIX  # type: ignore[attr-defined]
    try:
        return kernels.uncounted(loop)
    finally:
        numba.config.CACHE_DIR = engine  # type: ignore[attr-defined]
