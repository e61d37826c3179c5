"""Choices of text columns."""

from __future__ import annotations

import enum


class RefundStatus(enum.StrEnum):
    """How far money on its way back is."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


def choices(kinds: type[enum.StrEnum]) -> list[tuple[str, str]]:
    """Return an enum's values with the words that people read."""
    return [(kind.value, kind.value.replace("_", " ").lower()) for kind in kinds]
