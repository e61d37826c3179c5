"""Where a relay waits: until it is nudged, or for a while."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import psycopg
from django.db import connection

from riz.outbox.nudge import CHANNEL

# What Django adds to the arguments of a connection for its own cursors.
_DJANGO_ONLY = {"context", "cursor_factory", "prepare_threshold"}


class Bell:
    """A connection of its own that listens; without one waiting is only sleeping, for nudges are hints."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection[Any] | None = None

    def wait(self, seconds: float) -> None:
        """Return at the next nudge, or after so many seconds.

        Whoever has only begun to listen is sent to look again at once: the nudge for what was committed since the last
        look went to nobody.
        """
        try:
            if self._connection is None:
                self._listen()
                return
            for _ in self._connection.notifies(timeout=seconds, stop_after=1):
                pass
        except psycopg.Error:
            self.close()
            time.sleep(seconds)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
            self._connection = None

    def _listen(self) -> None:
        parameters = connection.get_connection_params()
        self._connection = psycopg.connect(
            **{key: value for key, value in parameters.items() if key not in _DJANGO_ONLY},
            autocommit=True,
        )
        # It holds nothing that another relay could want, so it may be silent for as long as it likes.
        self._connection.execute("SET idle_session_timeout = 0")
        self._connection.execute(f"LISTEN {CHANNEL}")
