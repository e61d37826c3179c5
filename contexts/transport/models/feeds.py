"""Feeds, their versions, and what was found wrong with them."""

from __future__ import annotations

__all__: list[str] = []
