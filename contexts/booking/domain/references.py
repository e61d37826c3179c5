"""References by which people call a booking."""

from __future__ import annotations

YEARS_IN = "Asia/Kolkata"


def reference(*, year: int, number: int) -> str:
    """Write a reference such as `TRP-2026-000123`; a number beyond six digits makes it longer.

    Numbers go on from year to year, and one that came to nothing leaves a gap.
    """
    return f"TRP-{year}-{number:06d}"


def part(*, reference: str, number: int, of: int) -> str:
    """Write the reference of an order's booking: the order's own where there is one alone, else such as `...-2`."""
    return reference if of == 1 else f"{reference}-{number}"
