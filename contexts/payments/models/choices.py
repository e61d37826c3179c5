"""Choices of a field made of an enum of the contracts."""

from __future__ import annotations

import enum


def choices(states: type[enum.StrEnum]) -> list[tuple[str, str]]:
    """Return the pairs that a field takes; the label is the value in plain words."""
    return [(state.value, state.value.replace("_", " ").lower()) for state in states]
