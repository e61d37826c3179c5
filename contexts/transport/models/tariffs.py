"""Tariffs, emission factors and exchange rates, each with its source."""

from __future__ import annotations

__all__: list[str] = []
