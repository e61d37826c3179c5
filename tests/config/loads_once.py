"""The application for one worker: whoever comes second goes on loading until it is ended."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from config.asgi_rest import application

__all__ = ["application"]

_held = Path(os.environ["RIZ_DRAIN_FILE"]).with_name("loaded").open("w")
fcntl.flock(_held, fcntl.LOCK_EX)
