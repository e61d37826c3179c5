"""The present state of a timetable: GTFS-Realtime messages read and laid over a compiled feed."""

from __future__ import annotations

from .changes import Change, LiveChanges
from .decode import BadMessage, decode
from .messages import Alert, Informed, Message, StopTime, TripState, TripUpdate, Vehicle
from .resolve import FeedIndex, resolve

__all__ = [
    "Alert",
    "BadMessage",
    "Change",
    "FeedIndex",
    "Informed",
    "LiveChanges",
    "Message",
    "StopTime",
    "TripState",
    "TripUpdate",
    "Vehicle",
    "decode",
    "resolve",
]
