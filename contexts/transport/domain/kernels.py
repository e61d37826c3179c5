"""How the engine's inner loops are compiled.

Kernels hold no lock of the interpreter, and their machine code is cached on disk (beside the source, or in
NUMBA_CACHE_DIR), so that only the first process of an installation compiles them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., object])


def kernel(loop: Loop) -> Loop:
    """Compile a loop over arrays at its first call. Integer overflow wraps: callers keep values below `NEVER`."""
    return cast("Loop", numba.njit(cache=True, nogil=True)(loop))
