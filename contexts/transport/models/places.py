"""Cities, airports, stations and stops by name."""

from __future__ import annotations

__all__: list[str] = []
