"""Settings of a developer's machine; `make run` fills the environment."""

from ipaddress import ip_network
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parents[2]
# A command typed beside a running RIZ meets the same servers; the environment itself comes first.
environ.Env.read_env(ROOT / ".local" / "env")
environ.Env.read_env(ROOT / ".env")

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import (  # noqa: E402
    FIELD_ENCRYPTION_KEYS,
    RIZ_OUTGOING_PRIVATE_NETWORKS,
    SECRET_KEY,
)
from config.settings.environment import BASE_DIR, env  # noqa: E402

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = SECRET_KEY or "only-for-this-machine-and-never-deployed-000000000000000000"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
WHITENOISE_USE_FINDERS = True

# Keys and accounts that this machine makes for itself.
JWT_SIGNING_KEYS_FILE = env(
    "JWT_SIGNING_KEYS_FILE", default=str(BASE_DIR / ".local" / "jwt-signing-keys.json")
)
OIDC_RSA_PRIVATE_KEY_FILE = env(
    "OIDC_RSA_PRIVATE_KEY_FILE", default=str(BASE_DIR / ".local" / "oidc-rsa-key.pem")
)
RIZ_OUTGOING_PRIVATE_NETWORKS = [
    *RIZ_OUTGOING_PRIVATE_NETWORKS,
    ip_network("127.0.0.0/8"),
    ip_network("::1/128"),
]
RIZ_DEMO_ACCOUNTS_ALLOWED = True
RIZ_PARTNER_KEY_ENVIRONMENT = env("RIZ_PARTNER_KEY_ENVIRONMENT", default="local")
# Seals nothing but what is on this machine.
FIELD_ENCRYPTION_KEYS = FIELD_ENCRYPTION_KEYS or ["cml6LWZpZWxkLWtleS1mb3ItdGhpcy1tYWNoaW5lLTA="]
