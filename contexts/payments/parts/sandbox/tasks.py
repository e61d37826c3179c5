"""The sandbox's own clockwork."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from riz import clock

from . import queries
from .use_cases.deliver_webhook import deliver_webhook
from .use_cases.settle_charge import settle_charge

_BATCH = 200


@shared_task(name="payments.deliver_sandbox_webhook")
def deliver_sandbox_webhook(webhook_id: str) -> None:
    """Bring one piece of news to the customer."""
    deliver_webhook(webhook_id=UUID(webhook_id), at=clock.now())


@shared_task(name="payments.run_sandbox")
def run_sandbox() -> None:
    """Let late payments arrive."""
    for charge_id in queries.list_charges_to_settle(limit=_BATCH, at=clock.now()):
        settle_charge(charge_id=charge_id, at=clock.now())
