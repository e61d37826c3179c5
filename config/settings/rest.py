"""Settings of the REST kernel: how requests are read, limited and described."""

from __future__ import annotations

from config.settings.environment import env
from config.settings.samples import SAMPLES

# Networks of our own proxies; only what they write into X-Forwarded-For is believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
# "600/60": six hundred requests at once, given back evenly over sixty seconds. Endpoints name a limit or get
# the one of the caller's kind.
RIZ_RATE_LIMITS = {
    "anonymous": env("RIZ_RATE_LIMIT_ANONYMOUS", default="120/60"),
    "signed_in": env("RIZ_RATE_LIMIT_SIGNED_IN", default="600/60"),
    "register": env("RIZ_RATE_LIMIT_REGISTER", default="20/600"),
    "login": env("RIZ_RATE_LIMIT_LOGIN", default="60/60"),
    # Mails that anybody may ask for, and tokens of their links.
    "mail": env("RIZ_RATE_LIMIT_MAIL", default="10/600"),
    "mail_link": env("RIZ_RATE_LIMIT_MAIL_LINK", default="30/600"),
    "refresh": env("RIZ_RATE_LIMIT_REFRESH", default="120/60"),
    "personal_data": env("RIZ_RATE_LIMIT_PERSONAL_DATA", default="10/3600"),
    # Searches for ways: each takes more work than other reads.
    "transport": env("RIZ_RATE_LIMIT_TRANSPORT", default="60/60"),
    "oauth": env("RIZ_RATE_LIMIT_OAUTH", default="300/60"),
}
RIZ_IDEMPOTENCY_LEASE_SECONDS = 60
# Where programs ask: what goes wrong there is answered as a problem, elsewhere as a page.
RIZ_PATHS_OF_PROGRAMS = [
    *("/api/", "/health/", "/metrics", "/.well-known/"),
    *("/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/userinfo", "/oauth/jwks"),
]

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
# Values of the examples that nobody wrote by hand.
RIZ_OPENAPI_SAMPLES = SAMPLES
SPECTACULAR_SETTINGS = {
    "TITLE": "RIZ",
    "DESCRIPTION": "Travel in Tripura: find it, hold it, book it, pay it.\n\nEvery refusal of every operation is here: a schema for each"
    " `code`, which tells them apart, with its facts. `docs/signing-in-from-a-browser.md` of the source tells how pages sign people in.\n\n"
    "Operations that list `Idempotency-Key` honour it; all others do again what is sent again, and say `Idempotency-Key-Ignored: true` to"
    " whoever sends one. A key that is none is refused everywhere, and so are parameters that an operation does not list.",
    "VERSION": "1",
    "TAGS": [
        {"name": name, "description": description}
        for name, description in {
            "account": "Opening an account, and one's own.",
            "activity": "What happened to one's account.",
            "addresses": "Confirming and changing one's e-mail address.",
            "applications": "Other people's programs that may act for one.",
            "bookings": "What was bought of one seller, from the hold to the refund.",
            "catalog": "What is offered.",
            "impersonation": "Staff who act as somebody else.",
            "inventory": "What is free, and stock set aside.",
            "keys": "The public keys of access tokens.",
            "linked logins": "Logins with other providers that open one's account.",
            "orders": "What was booked, and is paid, together.",
            "organisations": "Sellers and operators, their members and invitations.",
            "partners": "Companies whose programs call RIZ, and their keys.",
            "passkeys": "One's own passkeys.",
            "passwords": "Changing one's password, and choosing one by a mailed link.",
            "payables": "What is owed.",
            "payments": "Attempts to pay, and receipts.",
            "personal data": "Having one's data, and being forgotten.",
            "roles": "What one may do, and roles to hand out.",
            "second factors": "Authenticator apps, recovery codes, and showing once more who one is.",
            "sessions": "Keeping, showing and ending sessions.",
            "signing in": "Every way in; docs/signing-in-from-a-browser.md tells how they go together.",
            "transport": "Ways between places.",
            "users": "Profiles and preferences.",
            "webhooks": "News from payment gateways.",
        }.items()
    ],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_PERMISSIONS": ["riz.rest.permissions.IsAnyone"],
    "SERVE_AUTHENTICATION": [],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            "session_cookie": {
                "type": "apiKey",
                "in": "cookie",
                "name": "__Host-riz-refresh",
                "description": "What signing in with `client: browser` sets; no script reads it.",
            },
            "csrf_token": {
                "type": "apiKey",
                "in": "header",
                "name": "X-CSRF-Token",
                "description": "What the cookie `__Host-riz-csrf` holds, which scripts of our own pages read.",
            },
            "partner_key": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "riz_<environment>_<prefix>_<secret>",
                "description": "An API partner's key. What it needs to be allowed is `x-required-scope` of each operation.",
            },
            "partner_basic": {
                "type": "http",
                "scheme": "basic",
                "description": "An API partner's client id and client secret: the same credential in two words.",
            },
        }
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "riz.rest.problem_schemas.unwrap",
        "riz.rest.samples.add_samples",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "AccommodationKind": "contexts.catalog.contracts.AccommodationKind",
        "ExperienceKind": "contexts.catalog.contracts.ExperienceKind",
        "PackageKind": "contexts.catalog.contracts.PackageKind",
        "AmenityCategory": "contexts.catalog.contracts.AmenityCategory",
        "BookedKind": "contexts.booking.contracts.ItemKind",
        "CredentialStatus": "contexts.identity.parts.partners.contracts.CredentialStatus",
        "BookingStatus": "contexts.booking.contracts.BookingStatus",
        "ItemState": "contexts.booking.contracts.ItemState",
        "LineKind": "contexts.booking.contracts.LineKind",
        "ChargeKind": "contexts.booking.contracts.ChargeKind",
        "PayableStatus": "contexts.booking.contracts.PayableStatus",
        "ContactKind": "contexts.booking.contracts.ContactKind",
        "OrganisationKind": "contexts.identity.parts.organisations.contracts.OrganisationKind",
        "OrganisationStatus": "contexts.identity.parts.organisations.contracts.OrganisationStatus",
        "AssetKind": "riz.policies.assignables",
    },
}
