"""Settings of the tests: real PostgreSQL and Valkey, cheap password hashes."""

from ipaddress import ip_network

from config.settings.base import *  # noqa: F403
from config.settings.environment import BASE_DIR, env

SECRET_KEY = "tests-only-0000000000000000000000000000000000000000000000000000"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    # What Tripura's portal stored before; each is replaced when its owner signs in.
    "contexts.identity.parts.accounts.gateways.imported_passwords.ImportedPasswordHasher",
]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

JWT_SIGNING_KEYS_FILE = env(
    "JWT_SIGNING_KEYS_FILE", default=str(BASE_DIR / ".local" / "jwt-test-keys.json")
)
OIDC_RSA_PRIVATE_KEY_FILE = env(
    "OIDC_RSA_PRIVATE_KEY_FILE", default=str(BASE_DIR / ".local" / "oidc-rsa-test-key.pem")
)
RIZ_OUTGOING_PRIVATE_NETWORKS = [ip_network("127.0.0.0/8"), ip_network("::1/128")]
RIZ_DEMO_ACCOUNTS_ALLOWED = True
# Most tests run in a transaction that never commits, so what is told on commit is never told: they
# read sessions from the database each time. The tests of the cache itself turn it on.
RIZ_SESSION_CACHE_SECONDS = 0
RIZ_PARTNER_KEY_ENVIRONMENT = "test"
# Written at once, on the connection of the test; the tests of the writer turn it on.
RIZ_ACCESS_LOG_FLUSH_SECONDS = 0
RIZ_PROFILE_CACHE_SECONDS = 0
WEBAUTHN_RP_ID = "riz.example"
WEBAUTHN_ORIGINS = ["https://riz.example"]
FIELD_ENCRYPTION_KEYS = ["cml6LWZpZWxkLWtleS1mb3ItdGhpcy1tYWNoaW5lLTA="]
# Every test shares one address; the tests of the limits lower them.
RIZ_RATE_LIMITS = dict.fromkeys(
    (
        "anonymous",
        "mail",
        "mail_link",
        "personal_data",
        "transport",
        "signed_in",
        "register",
        "login",
        "refresh",
        "oauth",
    ),
    "100000/60",
)
