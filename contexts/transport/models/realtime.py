"""Where the present state of the timetable is asked."""

from __future__ import annotations

__all__: list[str] = []
