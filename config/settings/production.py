"""Settings of production: nothing has a default that would be unsafe there."""

from config.settings.base import *  # noqa: F403
from config.settings.environment import env

SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
JWT_SIGNING_KEYS = env("JWT_SIGNING_KEYS")
OIDC_RSA_PRIVATE_KEY = env("OIDC_RSA_PRIVATE_KEY")

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"

# The sandbox takes play money: production has it only where somebody says so.
PAYMENTS_SANDBOX = env.bool("PAYMENTS_SANDBOX", default=False)

FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS")
