"""Settings of work in the background: Celery, its schedule, the relay."""

from __future__ import annotations

from kombu import Queue

from config import queues
from config.settings.environment import REDIS_URL, env

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

CELERY_TASK_ROUTES = queues.ROUTES
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_QUEUES = [Queue(name) for name in (*queues.PROMPT, *queues.LONG)]
CELERY_TASK_CREATE_MISSING_QUEUES = False

# Seconds between sweeps. Work is a row first; `work.sweep` finds the rows that nobody was told of.
SWEEPS = {
    "booking.complete_past_bookings": 900,
    "booking.fail_stale_bookings": 900,
    "booking.follow_due_payables": 60,
    "booking.verify_audits": 24 * 3600,
    "identity.erase_due_users": 600,
    "identity.forget_old_sessions": 3600,
    "identity.make_access_log_partitions": 6 * 3600,
    "inventory.audit_stock": 24 * 3600,
    "inventory.expire_stale_holds": 1,
    "inventory.extend_calendars": 6 * 3600,
    "outbox.purge": 3600,
    "payments.complete_stale_intents": 10,
    "payments.run_sandbox": 2,
    "rest.purge_idempotency_keys": 3600,
    "transport.recompile_outdated_feeds": 60,
    "transport.sweep_feeds": 3600,
    "work.sweep": 2,
}
CELERY_BEAT_SCHEDULE = {
    name: {"task": name, "schedule": seconds} for name, seconds in SWEEPS.items()
}

# The relay: how often it looks without being nudged, what a handler may take, after how long the server drops a
# relay that has gone silent so that another takes over, and the first back-off of a failed delivery (doubles).
RIZ_RELAY_POLL_SECONDS = env.float("RIZ_RELAY_POLL_SECONDS", default=0.25)
RIZ_RELAY_HANDLER_SECONDS = env.float("RIZ_RELAY_HANDLER_SECONDS", default=20)
RIZ_RELAY_SILENCE_SECONDS = env.float("RIZ_RELAY_SILENCE_SECONDS", default=30)
RIZ_RELAY_BACK_OFF_SECONDS = env.float("RIZ_RELAY_BACK_OFF_SECONDS", default=1)
