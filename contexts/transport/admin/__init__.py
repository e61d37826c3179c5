"""Staff screens of transport."""

from . import feeds, places, realtime, tariffs

__all__ = ["feeds", "places", "realtime", "tariffs"]
