"""The test settings with what production remembers of sessions: sockets must notice ends all the same."""

from tests.support.settings import *  # noqa: F403

RIZ_SESSION_CACHE_SECONDS = 1
