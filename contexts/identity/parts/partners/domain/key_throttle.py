"""How long an address waits that has shown wrong keys."""

from __future__ import annotations

FREE = 20
LONGEST_SECONDS = 600
FORGOTTEN_AFTER_SECONDS = 900
_LARGEST_EXPONENT = 20


def wait_after(failures: int) -> int:
    """Return the seconds until the next key from there is looked at: none at first, then twice as long each time."""
    if failures < FREE:
        return 0
    return int(min(2 ** min(failures - FREE, _LARGEST_EXPONENT), LONGEST_SECONDS))
