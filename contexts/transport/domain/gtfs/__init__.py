"""GTFS tables read, checked and compiled to flat arrays."""

from __future__ import annotations

from .limits import Limits
from .notices import Severity
from .reading import Reading, read_feed

__all__ = ["Limits", "Reading", "Severity", "read_feed"]
