"""The settings of the tests with a real SMTP server, and patience cut short: a fault test can't wait for long leases."""

from tests.support import settings
from tests.support.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 4
RIZ_RELAY_BACK_OFF_SECONDS = 0.1
RIZ_LIVE_HOLDS_LIMIT = 100_000
RIZ_UNPAID_BOOKINGS_LIMIT = 100_000
INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.faults"]
