"""Warnings about what was left open fail the test that left it, and no other.

What nothing refers to any more is dropped at once, in the test that did so. What the garbage collector finds has lain there
for a while, in a cycle of some library mostly, and the test that runs just then has no part in it.
"""

from __future__ import annotations

import gc
import sys
from typing import Any

_is_collecting = False


def blame_nobody_for_garbage() -> None:
    """Pass over what the collector finds open; everything else that can't be raised is told as before."""
    tell = sys.unraisablehook

    def hook(unraisable: Any) -> None:
        if not (_is_collecting and isinstance(unraisable.exc_value, ResourceWarning)):
            tell(unraisable)

    sys.unraisablehook = hook
    gc.callbacks.append(_note)


def _note(phase: str, _facts: dict[str, int]) -> None:
    global _is_collecting  # noqa: PLW0603 - there is one collector
    _is_collecting = phase == "start"
