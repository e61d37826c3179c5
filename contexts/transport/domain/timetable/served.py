"""How much runs at each stop."""

from __future__ import annotations

import numpy as np

from .feed import CompiledFeed
from .view import Int64


def trips_of_stops(feed: CompiledFeed) -> Int64:
    """Return how many trips of a feed call at each of its stops, whatever their days."""
    lengths = np.diff(feed.pattern_first)
    trips = np.repeat(np.diff(feed.pattern_first_trip), lengths)
    counts = np.bincount(feed.position_stop, weights=trips, minlength=feed.stops)
    return counts.astype(np.int64)
