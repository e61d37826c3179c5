"""The settings of the tests, where nothing ends because time is over: a machine with other work is slower, not wrong.

Tests of silence, of locks and of searches that are cut short set their own. Benchmarks keep what production has.
"""

from config.settings.test import *  # noqa: F403
from config.settings.test import CACHES, DATABASES
from tests.support.waiting import PATIENCE_SECONDS

RIZ_VALKEY_SECONDS = PATIENCE_SECONDS
CACHES["default"]["OPTIONS"] = {
    "socket_timeout": PATIENCE_SECONDS,
    "socket_connect_timeout": PATIENCE_SECONDS,
}
DATABASES["default"]["OPTIONS"]["connect_timeout"] = int(PATIENCE_SECONDS)
DATABASES["default"]["OPTIONS"]["options"] += (
    f" -c lock_timeout={PATIENCE_SECONDS:.0f}s -c statement_timeout={2 * PATIENCE_SECONDS:.0f}s"
)
EMAIL_TIMEOUT = PATIENCE_SECONDS
RIZ_TRANSPORT_SEARCH_WAIT_SECONDS = PATIENCE_SECONDS
RIZ_TRANSPORT_SEARCH_SECONDS = PATIENCE_SECONDS
RIZ_TRANSPORT_TOUR_SECONDS = PATIENCE_SECONDS
TRANSPORT_STREETS_TIMEOUT_SECONDS = PATIENCE_SECONDS
