"""The journey engine: every best way through a view of the timetable."""

from .journeys import Ends, Journey, Link, Request, Ride, Slack
from .library import Engine

__all__ = ["Ends", "Engine", "Journey", "Link", "Request", "Ride", "Slack"]
