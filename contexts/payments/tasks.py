"""Background work of payments: each row is worked off by a task of its own."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from riz import clock
from riz.tasks import enqueue_after_commit

from . import queries
from .parts.sandbox import tasks as _sandbox  # noqa: F401 - makes its tasks known to Celery
from .use_cases import complete_intent as _complete_intent
from .use_cases import execute_refund as _execute_refund
from .use_cases import process_webhook as _process_webhook

_BATCH = 200


@shared_task(name="payments.complete_intent")
def complete_intent(*, intent_id: str) -> None:
    """Find out what became of a silent attempt to pay."""
    _complete_intent.complete_intent(intent_id=UUID(intent_id), at=clock.now())


@shared_task(name="payments.complete_stale_intents")
def complete_stale_intents() -> None:
    """Find the attempts of which nothing was heard for too long."""
    for intent_id in queries.list_unsettled_intents(limit=_BATCH, at=clock.now()):
        enqueue_after_commit(complete_intent, intent_id=intent_id)


@shared_task(name="payments.execute_refund")
def execute_refund(refund_id: str) -> None:
    _execute_refund.execute_refund(refund_id=UUID(refund_id), at=clock.now())


@shared_task(name="payments.process_webhook")
def process_webhook(webhook_id: str) -> None:
    _process_webhook.process_webhook(webhook_id=UUID(webhook_id), at=clock.now())
