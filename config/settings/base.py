"""Settings that hold everywhere. Whatever differs by place comes from the environment; see .env.example."""

from __future__ import annotations

from pathlib import Path

import environ
from django.templatetags.static import static

from riz import logs

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]

SECRET_KEY = env("SECRET_KEY", default="")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

CONTEXTS = [
    "contexts.identity",
    "contexts.catalog",
    "contexts.inventory",
    "contexts.booking",
    "contexts.payments",
    "contexts.notifications",
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
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "riz.outbox",
    "riz.rest",
    "riz.operations",
    *CONTEXTS,
]

MIDDLEWARE = [
    "riz.operations.middleware.RequestScopeMiddleware",
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
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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
AUTHENTICATION_BACKENDS = ["contexts.identity.admin.backend.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "contexts.identity.admin.password_rule.PasswordRule"}]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

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

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "riz",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}
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

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = True
CELERY_TASK_SEND_SENT_EVENT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is silent or gone costs a caller at most about a second; rows and sweeps make up for it.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 1, "socket_connect_timeout": 1}
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {}
CELERY_BEAT_SCHEDULE |= {"outbox.purge": {"task": "outbox.purge", "schedule": 3600}}
CELERY_BEAT_SCHEDULE |= {
    "payments.complete_stale_intents": {"task": "payments.complete_stale_intents", "schedule": 10},
    "payments.execute_due_refunds": {"task": "payments.execute_due_refunds", "schedule": 5},
    "payments.process_due_webhooks": {"task": "payments.process_due_webhooks", "schedule": 2},
    "payments.run_sandbox": {"task": "payments.run_sandbox", "schedule": 2},
    "notifications.send_due_messages": {"task": "notifications.send_due_messages", "schedule": 3},
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

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

# The relay: how often it looks without being nudged, what a handler may take, after how long the server drops a
# relay that has gone silent so that another takes over, and the first back-off of a failed delivery (doubles).
RIZ_RELAY_POLL_SECONDS = env.float("RIZ_RELAY_POLL_SECONDS", default=0.25)
RIZ_RELAY_HANDLER_SECONDS = env.float("RIZ_RELAY_HANDLER_SECONDS", default=20)
RIZ_RELAY_SILENCE_SECONDS = env.float("RIZ_RELAY_SILENCE_SECONDS", default=30)
RIZ_RELAY_BACK_OFF_SECONDS = env.float("RIZ_RELAY_BACK_OFF_SECONDS", default=1)

# Stock is held so long for whoever pays; the sweep frees it within seconds after that.
RIZ_HOLD_SECONDS = env.int("RIZ_HOLD_SECONDS", default=900)
RIZ_LIVE_HOLDS_LIMIT = env.int("RIZ_LIVE_HOLDS_LIMIT", default=5)
# So many bookings may wait for one caller's payment at once.
RIZ_UNPAID_BOOKINGS_LIMIT = env.int("RIZ_UNPAID_BOOKINGS_LIMIT", default=10)
RIZ_PARTY_LIMIT = env.int("RIZ_PARTY_LIMIT", default=30)
# Fernet keys of sealed columns: the first one seals, each of them unseals.
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=[])
CELERY_BEAT_SCHEDULE |= {
    "inventory.expire_stale_holds": {"task": "inventory.expire_stale_holds", "schedule": 2},
    "inventory.extend_calendars": {"task": "inventory.extend_calendars", "schedule": 6 * 3600},
    "booking.complete_past_bookings": {"task": "booking.complete_past_bookings", "schedule": 900},
}

BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")
# Where staff find Flower; the start page links to it if it is there.
FLOWER_URL = env("FLOWER_URL", default="")

NOTIFICATIONS_MAILER = "contexts.notifications.gateways.django_mail.DjangoMailer"

PAYMENTS_GATEWAY = env("PAYMENTS_GATEWAY", default="sandbox")
PAYMENTS_GATEWAYS = {"sandbox": "contexts.payments.gateways.sandbox.SandboxGateway"}
PAYMENTS_SANDBOX = env.bool("PAYMENTS_SANDBOX", default=True)
PAYMENTS_SANDBOX_LATE_SECONDS = env.int("PAYMENTS_SANDBOX_LATE_SECONDS", default=5)
PAYMENTS_SANDBOX_WEBHOOK_SECRET = env("PAYMENTS_SANDBOX_WEBHOOK_SECRET", default="")
# After so long a silence the gateway is asked what became of a payment.
PAYMENTS_SILENCE_SECONDS = env.int("PAYMENTS_SILENCE_SECONDS", default=60)

# Access tokens are signed with the first key of this JWK Set and verified with any of them, so a new
# key is put first and the old one stays until its last token has expired.
JWT_SIGNING_KEYS = env("JWT_SIGNING_KEYS", default="")
JWT_SIGNING_KEYS_FILE = ""
JWT_ISSUER = env("JWT_ISSUER", default=BASE_URL)
JWT_AUDIENCE = "riz-api"
RIZ_ACCESS_TOKEN_SECONDS = 600
RIZ_REFRESH_GRACE_SECONDS = 5
RIZ_SESSION_CACHE_SECONDS = 2
RIZ_DEMO_ACCOUNTS_ALLOWED = False
RIZ_STAFF_ACTOR = "contexts.identity.rest.authentication.staff_actor"

CSRF_FAILURE_VIEW = "riz.rest.fallbacks.csrf_failure"

# Networks of our own proxies; only what they write into X-Forwarded-For is believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
# "600/60": six hundred requests at once, given back evenly over sixty seconds. Endpoints name a limit or get
# the one of the caller's kind.
RIZ_RATE_LIMITS = {
    "anonymous": env("RIZ_RATE_LIMIT_ANONYMOUS", default="120/60"),
    "signed_in": env("RIZ_RATE_LIMIT_SIGNED_IN", default="600/60"),
    "register": env("RIZ_RATE_LIMIT_REGISTER", default="20/600"),
    "login": env("RIZ_RATE_LIMIT_LOGIN", default="60/60"),
    "refresh": env("RIZ_RATE_LIMIT_REFRESH", default="120/60"),
}
RIZ_IDEMPOTENCY_LEASE_SECONDS = 60
CELERY_BEAT_SCHEDULE |= {
    "identity.forget_old_sessions": {"task": "identity.forget_old_sessions", "schedule": 3600}
}
CELERY_BEAT_SCHEDULE |= {
    "rest.purge_idempotency_keys": {"task": "rest.purge_idempotency_keys", "schedule": 3600}
}

LOGGING = logs.settings(
    style=env("RIZ_LOG_FORMAT", default="json"),
    level=env("RIZ_LOG_LEVEL", default="INFO"),
    service=env("RIZ_SERVICE", default="riz"),
    version=env("RIZ_VERSION", default="dev"),
)

# Who may read /metrics from elsewhere than this machine.
METRICS_TOKEN = env("METRICS_TOKEN", default="")

UNFOLD = {
    "SITE_TITLE": "RIZ staff",
    "SITE_HEADER": "RIZ",
    "SITE_SUBHEADER": "Staff",
    "SITE_URL": "/",
    "SITE_ICON": lambda _request: static("operations/riz.svg"),
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _request: static("operations/riz.svg"),
        }
    ],
    "COLORS": {
        "primary": {
            "50": "oklch(98.4% .014 180.72)",
            "100": "oklch(95.3% .051 180.801)",
            "200": "oklch(91% .096 180.426)",
            "300": "oklch(85.5% .138 181.071)",
            "400": "oklch(77.7% .152 181.912)",
            "500": "oklch(60% .118 184.704)",
            "600": "oklch(51.1% .096 186.391)",
            "700": "oklch(45% .08 187)",
            "800": "oklch(43.7% .078 188.216)",
            "900": "oklch(38.6% .063 188.416)",
            "950": "oklch(27.7% .046 192.524)",
        }
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "contexts.identity.rest.authentication.AccessTokenAuthentication"
    ],
    "DEFAULT_PERMISSION_CLASSES": ["riz.rest.permissions.IsSignedIn"],
    "DEFAULT_PARSER_CLASSES": ["riz.rest.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["riz.rest.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "riz.rest.openapi.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["riz.rest.throttling.PolicyThrottle"],
    "EXCEPTION_HANDLER": "riz.rest.exception_handler.to_problem",
    "UNAUTHENTICATED_USER": "riz.rest.callers.anonymous",
    "UNAUTHENTICATED_TOKEN": None,
    "DEFAULT_VERSIONING_CLASS": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "RIZ",
    "DESCRIPTION": "Travel in Tripura: find it, hold it, book it, pay it.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_PERMISSIONS": ["riz.rest.permissions.IsAnyone"],
    "SERVE_AUTHENTICATION": [],
    "APPEND_COMPONENTS": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "AccommodationKind": "contexts.catalog.contracts.AccommodationKind",
        "ExperienceKind": "contexts.catalog.contracts.ExperienceKind",
        "PackageKind": "contexts.catalog.contracts.PackageKind",
        "AmenityCategory": "contexts.catalog.contracts.AmenityCategory",
        "BookedKind": "contexts.booking.contracts.ItemKind",
        "ContactKind": "contexts.booking.contracts.ContactKind",
    },
}
