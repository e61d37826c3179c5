"""The settings of the tests, with an access log that gathers for so long that only the end of the process is sooner."""

from tests.support.settings import *  # noqa: F403

RIZ_ACCESS_LOG_FLUSH_SECONDS = 600
