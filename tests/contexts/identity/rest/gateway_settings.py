"""The settings of the tests, behind a gateway on this machine, with a limit of anonymous requests and production's word for TLS."""

from config.settings.test import *  # noqa: F403
from config.settings.test import RIZ_RATE_LIMITS

ANONYMOUS = 100
TRUSTED_PROXIES = ["127.0.0.1/32"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
RIZ_RATE_LIMITS = {**RIZ_RATE_LIMITS, "anonymous": f"{ANONYMOUS}/600"}
