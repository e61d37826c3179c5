"""Housekeeping of the REST kernel."""

from __future__ import annotations

from celery import shared_task

from riz.rest import idempotency_store


@shared_task(name="rest.purge_idempotency_keys", ignore_result=True)
def purge_idempotency_keys() -> None:
    """Forget idempotency keys that are older than 48 hours."""
    idempotency_store.purge()
