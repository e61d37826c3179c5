"""Versions of rows: whoever changes one names the version that they have seen."""

from __future__ import annotations

from riz.errors import Stale

# None: whichever there is. Several: any of them, as `If-Match` may list.
Expected = int | frozenset[int] | None


def ensure_expected(version: int, expected: Expected) -> None:
    """Let a change through only if it was decided upon the present version.

    Raises:
        Stale: it has another version by now.
    """
    seen = expected if isinstance(expected, frozenset) else {expected}
    if expected is not None and version not in seen:
        raise Stale(version=version)
