"""Settings of the tests: real PostgreSQL and Valkey, cheap password hashes."""

from config.settings.base import *  # noqa: F403

SECRET_KEY = "tests-only-0000000000000000000000000000000000000000000000000000"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
