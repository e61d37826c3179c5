"""Settings of the contexts."""

from __future__ import annotations

from ipaddress import ip_network
from urllib.parse import urlsplit

from config.settings.environment import BASE_DIR, BASE_URL, env

# Networks that addresses chosen by others (feeds, live updates, OpenID providers) may lead to although not everybody
# reaches them: none, unless a publisher is inside.
RIZ_OUTGOING_PRIVATE_NETWORKS = [
    ip_network(network) for network in env.list("RIZ_OUTGOING_PRIVATE_NETWORKS", default=[])
]

# Identity
# Access tokens are signed with the first key of this JWK Set and verified with any of them, so a new
# key is put first and the old one stays until its last token has expired.
JWT_SIGNING_KEYS = env("JWT_SIGNING_KEYS", default="")
JWT_SIGNING_KEYS_FILE = ""
JWT_ISSUER = env("JWT_ISSUER", default=BASE_URL)
JWT_AUDIENCE = "riz-api"
RIZ_ACCESS_TOKEN_SECONDS = 600
RIZ_REFRESH_GRACE_SECONDS = 5
# So many devices of one person may be signed in at once.
RIZ_SESSIONS_LIMIT = env.int("RIZ_SESSIONS_LIMIT", default=20)
RIZ_SESSION_CACHE_SECONDS = 1
# How long Valkey keeps profiles and preferences; a change is seen at once all the same.
RIZ_PROFILE_CACHE_SECONDS = 300
# For whom authenticator apps and passkeys say that they speak. Passkeys belong to a domain for ever: once people have
# some, only a change to a subdomain's parent keeps them. Browsers know no passkeys of bare IP addresses.
RIZ_AUTHENTICATOR_ISSUER = env("RIZ_AUTHENTICATOR_ISSUER", default="RIZ")
# Where links in mails lead: our own pages, or those of an application on the same origin.
RIZ_LINK_PAGES_URL = env("RIZ_LINK_PAGES_URL", default=f"{BASE_URL}/links").rstrip("/")
_SITE = urlsplit(BASE_URL)
_IS_THIS_MACHINE = _SITE.hostname in {"127.0.0.1", "::1"}
WEBAUTHN_RP_ID = env(
    "WEBAUTHN_RP_ID", default="localhost" if _IS_THIS_MACHINE else _SITE.hostname or "localhost"
)
_PORT = f":{_SITE.port}" if _SITE.port else ""
WEBAUTHN_ORIGINS = env.list(
    "WEBAUTHN_ORIGINS",
    default=[
        f"{_SITE.scheme}://localhost{_PORT}"
        if _IS_THIS_MACHINE
        else f"{_SITE.scheme}://{_SITE.netloc}"
    ],
)
# How long the activity log keeps what happened to accounts.
RIZ_ACTIVITY_DAYS = env.int("RIZ_ACTIVITY_DAYS", default=730)
RIZ_DEMO_ACCOUNTS_ALLOWED = False
# Where accounts were imported with bcrypt hashes: every refused sign-in then takes as long as the slowest.
RIZ_IMPORTED_PASSWORDS = env.bool("RIZ_IMPORTED_PASSWORDS", default=False)
RIZ_STAFF_ACTOR = "contexts.identity.rest.authentication.staff_actor"
RIZ_STAFF_ORGANISATIONS = "contexts.identity.api.list_organisations"
# Asked last in every use case of a program.
RIZ_ENSURE_STILL_ALLOWED = "contexts.identity.parts.partners.api.ensure_still_allowed"
RIZ_SOCKETS_USE_TICKET = "contexts.identity.rest.sockets.use_ticket"
RIZ_SOCKETS_ACTORS = "contexts.identity.rest.sockets.actors_behind"

# What stands second in the keys of API partners, so that one of another place is told apart: `riz_live_...`.
RIZ_PARTNER_KEY_ENVIRONMENT = env("RIZ_PARTNER_KEY_ENVIRONMENT", default="live")
# Requests of partners are gathered so long before they are written to the access log; months of it that are kept
# beside the present one.
RIZ_ACCESS_LOG_FLUSH_SECONDS = 0.25
RIZ_ACCESS_LOG_MONTHS = env.int("RIZ_ACCESS_LOG_MONTHS", default=13)

# Inventory and booking
# Stock is held so long for whoever pays; the sweep frees it within seconds after that.
RIZ_HOLD_SECONDS = env.int("RIZ_HOLD_SECONDS", default=900)
RIZ_LIVE_HOLDS_LIMIT = env.int("RIZ_LIVE_HOLDS_LIMIT", default=5)
# Holds that no booking stands on may not wait for the disk: when the server dies, the last moments' are lost.
RIZ_DURABLE_HOLDS = env.bool("RIZ_DURABLE_HOLDS", default=True)
RIZ_OVERBOOKING_PERCENT = env.int("RIZ_OVERBOOKING_PERCENT", default=10)
# So many bookings may wait for one caller's payment at once.
# How long an overdue balance is waited for before its booking is cancelled by its terms.
RIZ_BALANCE_GRACE_HOURS = env.int("RIZ_BALANCE_GRACE_HOURS", default=48)
RIZ_UNPAID_BOOKINGS_LIMIT = env.int("RIZ_UNPAID_BOOKINGS_LIMIT", default=10)
RIZ_PARTY_LIMIT = env.int("RIZ_PARTY_LIMIT", default=30)
# Fernet keys of sealed columns: the first one seals, each of them unseals.
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=[])

# Transport
# What a source of live updates said counts so long; then the timetable does.
RIZ_TRANSPORT_LIVE_SECONDS = env.int("RIZ_TRANSPORT_LIVE_SECONDS", default=180)

# Payments
PAYMENTS_GATEWAY = env("PAYMENTS_GATEWAY", default="sandbox")
PAYMENTS_GATEWAYS = {"sandbox": "contexts.payments.gateways.sandbox.SandboxGateway"}
PAYMENTS_SANDBOX = env.bool("PAYMENTS_SANDBOX", default=True)
PAYMENTS_SANDBOX_LATE_SECONDS = env.int("PAYMENTS_SANDBOX_LATE_SECONDS", default=5)
PAYMENTS_SANDBOX_WEBHOOK_SECRET = env("PAYMENTS_SANDBOX_WEBHOOK_SECRET", default="")
# After so long a silence the gateway is asked what became of a payment.
PAYMENTS_SILENCE_SECONDS = env.int("PAYMENTS_SILENCE_SECONDS", default=60)

# Notifications
NOTIFICATIONS_MAILER = "contexts.notifications.gateways.django_mail.DjangoMailer"

# Transport
# Who knows ways along streets: great_circle (an estimate that needs nobody), valhalla, osrm, google.
TRANSPORT_STREETS = env("TRANSPORT_STREETS", default="great_circle")
TRANSPORT_VALHALLA_URL = env("TRANSPORT_VALHALLA_URL", default="http://127.0.0.1:8002")
# Each profile of OSRM is a server of its own: car, foot, bike. Without one, its ways are estimated.
TRANSPORT_OSRM_URLS = env.dict("TRANSPORT_OSRM_URLS", default={})
TRANSPORT_GOOGLE_ROUTES_URL = env(
    "TRANSPORT_GOOGLE_ROUTES_URL", default="https://routes.googleapis.com"
)
TRANSPORT_GOOGLE_ROUTES_KEY = env("TRANSPORT_GOOGLE_ROUTES_KEY", default="")
# So many questions at once, given back evenly over so many seconds; of Google, pairs of a matrix each count.
TRANSPORT_STREETS_LIMIT = env("TRANSPORT_STREETS_LIMIT", default="600/60")
TRANSPORT_STREETS_TIMEOUT_SECONDS = env.float("TRANSPORT_STREETS_TIMEOUT_SECONDS", default=2.0)
# How long Valkey keeps ways; Google's terms let nobody keep theirs.
TRANSPORT_STREETS_CACHE_SECONDS = env.int("TRANSPORT_STREETS_CACHE_SECONDS", default=604_800)

# Where compiled timetables and uploads lie: a disk that every process of RIZ sees. `make run` keeps them in .local.
RIZ_TRANSPORT_FOLDER = env("RIZ_TRANSPORT_FOLDER", default=str(BASE_DIR / ".local" / "transport"))
# Options that people were shown can be opened for so many days after their timetable was replaced.
RIZ_TRANSPORT_RETIRED_DAYS = env.int("RIZ_TRANSPORT_RETIRED_DAYS", default=7)
# Largest timetable that staff may upload, or that is fetched from an address.
RIZ_TRANSPORT_UPLOAD_MB = env.int("RIZ_TRANSPORT_UPLOAD_MB", default=512)
# Memory in which each process keeps the days that it has searched.
RIZ_TRANSPORT_VIEWS_MB = env.int("RIZ_TRANSPORT_VIEWS_MB", default=768)
# Searches: answers are kept so long, so many run at once in a process, who finds no room waits so long; after so long a
# search, and a journey of several legs, answers with what it has and says so.
RIZ_TRANSPORT_ANSWER_SECONDS = env.int("RIZ_TRANSPORT_ANSWER_SECONDS", default=30)
RIZ_TRANSPORT_SEARCHES = env.int("RIZ_TRANSPORT_SEARCHES", default=4)
RIZ_TRANSPORT_SEARCH_WAIT_SECONDS = env.float("RIZ_TRANSPORT_SEARCH_WAIT_SECONDS", default=1.0)
RIZ_TRANSPORT_SEARCH_SECONDS = env.float("RIZ_TRANSPORT_SEARCH_SECONDS", default=2.0)
RIZ_TRANSPORT_TOUR_SECONDS = env.float("RIZ_TRANSPORT_TOUR_SECONDS", default=8.0)
# Web workers get ready for searches in the background as they start.
RIZ_TRANSPORT_WARM = env.bool("RIZ_TRANSPORT_WARM", default=True)
