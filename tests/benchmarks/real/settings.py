"""The settings of the tests, with production's way of hashing, remembering sessions and mailing."""

from config.settings import base
from config.settings.test import *  # noqa: F403

PASSWORD_HASHERS = base.PASSWORD_HASHERS
RIZ_SESSION_CACHE_SECONDS = base.RIZ_SESSION_CACHE_SECONDS
RIZ_PROFILE_CACHE_SECONDS = base.RIZ_PROFILE_CACHE_SECONDS
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
ROOT_URLCONF = "tests.benchmarks.real.urls"
