"""In which country an airport lies, by its IATA code."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import airportsdata
import numpy as np

from ..domain.modes import Mode
from ..domain.timetable.feed import CompiledFeed


def countries_of(feed: CompiledFeed) -> Sequence[str]:
    """Return the country of each stop of a feed with flights, by its code or its id; nothing for other feeds."""
    if not np.any(feed.route_mode == Mode.FLIGHT):
        return ()
    known = _countries()
    return [
        known.get(code.upper()) or known.get(stop_id.upper(), "")
        for code, stop_id in (
            (feed.stop_codes[stop], feed.stop_ids[stop]) for stop in range(feed.stops)
        )
    ]


@cache
def _countries() -> dict[str, str]:
    return {code: str(row["country"]) for code, row in airportsdata.load("IATA").items()}
