"""The relay as a process: rounds of deliveries, waiting in between, until it is told to end."""

from __future__ import annotations

import logging
import random
import signal
from types import FrameType

from django.conf import settings
from django.db import Error, connection

from riz.outbox import limits, relay
from riz.outbox.bell import Bell
from riz.outbox.delivering import Abandoned

# By this name the health checks find relays among the connections.
APPLICATION_NAME = "riz-relay"
FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 5.0
# A group gives way to a request before the server's deadlock detection, after a second, looks at either.
LOCK_TIMEOUT_MILLISECONDS = 500

logger = logging.getLogger(__name__)


class RelayProcess:
    """Delivers until SIGTERM or SIGINT; several may run at once. Survives restarts of the database."""

    def __init__(self) -> None:
        self._is_stopping = False
        self._bell = Bell()
        self._wait_seconds = 0.0

    def run(self) -> None:
        """Work until told to end; what is under way is finished and committed first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        limits.limit_handlers(settings.RIZ_RELAY_HANDLER_SECONDS)
        bound_session()
        logger.info("the relay is running")
        while not self._is_stopping:
            self._work_or_wait()
        self._bell.close()
        connection.close()
        logger.info("the relay has ended")

    def _work_or_wait(self) -> None:
        try:
            settled = relay.make_round(should_stop=lambda: self._is_stopping).settled
        except Abandoned:
            logger.warning("a delivery was abandoned", exc_info=True)
        except Error as error:
            self._reconnect_later(error)
        else:
            self._wait_seconds = 0.0
            if not settled and not self._is_stopping:
                self._bell.wait(settings.RIZ_RELAY_POLL_SECONDS)

    def _reconnect_later(self, error: Exception) -> None:
        """Drop the connection, and with it every lock and all that was not committed."""
        connection.close()
        logger.warning("the relay can't work now and connects again: %s", error)
        self._wait_seconds = min(
            LONGEST_WAIT_SECONDS, max(FIRST_WAIT_SECONDS, 2 * self._wait_seconds)
        )
        self._bell.wait(self._wait_seconds * random.uniform(0.75, 1.25))  # noqa: S311 - jitter

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_stopping = True


def bound_session() -> None:
    """Have the server drop this process's connection, and with it the locks, when the process falls silent.

    A relay that is stopped or cut off would otherwise keep its parts from every other relay.
    """
    silence = int(settings.RIZ_RELAY_SILENCE_SECONDS * 1000)
    bounds: dict[str, int | str] = {
        "application_name": APPLICATION_NAME,
        "idle_in_transaction_session_timeout": silence,
        "idle_session_timeout": silence,
        "statement_timeout": int(settings.RIZ_RELAY_HANDLER_SECONDS * 1000),
        "lock_timeout": LOCK_TIMEOUT_MILLISECONDS,
        "tcp_user_timeout": silence,
    }
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    parameters = " ".join(f"-c {name}={value}" for name, value in bounds.items())
    connection.settings_dict["OPTIONS"] = options | {
        "options": f"{options.get('options', '')} {parameters}".strip()
    }
