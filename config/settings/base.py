"""Settings that hold everywhere. Whatever differs by place comes from the environment; see .env.example."""

from __future__ import annotations

from config.settings.background import *  # noqa: F403
from config.settings.environment import BASE_DIR, env

# Settings like any others: only a name passed on by `as` is one to a type checker.
from config.settings.environment import BASE_URL as BASE_URL  # noqa: PLC0414
from config.settings.environment import REDIS_URL as REDIS_URL  # noqa: PLC0414
from config.settings.federation import *  # noqa: F403
from config.settings.product import *  # noqa: F403
from config.settings.rest import *  # noqa: F403
from config.settings.staff import *  # noqa: F403
from riz import logs

SECRET_KEY = env("SECRET_KEY", default="")
# Keys before the one in force: what they signed still counts.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Upstream first; an empty room is one, too, so that filling it needs no line here.
CONTEXTS = [
    "contexts.identity",
    "contexts.catalog",
    "contexts.transport",
    "contexts.payments",
    "contexts.inventory",
    "contexts.pricing",
    "contexts.booking",
    "contexts.trips",
    "contexts.budgeting",
    "contexts.planner",
    "contexts.notifications",
    "contexts.analytics",
]

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "oauth2_provider",
    "riz.caching",
    "riz.importing",
    "riz.outbox",
    "riz.rest",
    "riz.work",
    "riz.operations",
    *CONTEXTS,
]

MIDDLEWARE = [
    "riz.operations.middleware.RequestScopeMiddleware",
    "contexts.identity.parts.partners.rest.middleware.AccessLogMiddleware",
    "riz.operations.security_headers.SecurityHeadersMiddleware",
    "riz.rest.middleware.AddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "riz.operations.middleware.StaffRefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the apps' own: two templates of the staff screens' theme are replaced there.
        "DIRS": [BASE_DIR / "riz/operations/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["contexts.identity.parts.accounts.admin.backend.StaffBackend"]
# Where staff land whose sign-in names no page, or one elsewhere.
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "contexts.identity.parts.accounts.admin.password_rule.PasswordRule"}
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    # What Tripura's portal stored before; each is replaced when its owner signs in.
    "contexts.identity.parts.accounts.gateways.imported_passwords.ImportedPasswordHasher",
]

DATABASES = {"default": env.db("DATABASE_URL", default="postgres://postgres@127.0.0.1:5432/riz")}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 5,
    "options": "-c lock_timeout=2000 -c statement_timeout=15000 -c default_transaction_isolation=read\\ committed"
    # Disks seek as fast as they read; with the default of 4 the planner shuns the trigram indexes.
    " -c pg_trgm.word_similarity_threshold=0.45 -c random_page_cost=1.1",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "riz",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}
# So long is waited for Valkey wherever RIZ goes on without it.
RIZ_VALKEY_SECONDS = env.float("RIZ_VALKEY_SECONDS", default=0.25)
# Sockets carry hints and the truth is in the database. The pub/sub layer does the least work for each
# member; no timeout on its socket, for waiting in silence is its normal state.
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_timeout": None}],
            "prefix": env("CHANNEL_PREFIX", default="riz"),
        },
    }
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "config.formats"

STATIC_URL = "static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / ".local" / "static"))

EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env("EMAIL_HOST", default="127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = env("EMAIL_FILE_PATH", default=str(BASE_DIR / ".local" / "mail"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Tripura Tourism <bookings@riz.example>")

CSRF_FAILURE_VIEW = "riz.rest.fallbacks.csrf_failure"

LOGGING = logs.settings(
    style=env("RIZ_LOG_FORMAT", default="json"),
    level=env("RIZ_LOG_LEVEL", default="INFO"),
    service=env("RIZ_SERVICE", default="riz"),
    version=env("RIZ_VERSION", default="dev"),
)

# Who may read /metrics from elsewhere than this machine.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
