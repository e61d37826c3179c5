"""How enums are offered on staff screens."""

from __future__ import annotations

from collections.abc import Iterable


def choices(values: Iterable[str]) -> list[tuple[str, str]]:
    """Return values and what people read instead of them."""
    return [(str(value), str(value).replace("_", " ").capitalize()) for value in values]
