"""Handing work to Celery after the commit: only a wake-up, for the work itself is a row and a sweep finds it."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction

log = logging.getLogger(__name__)


def enqueue_after_commit(task: Task[Any, Any], **ids: object) -> None:
    """Enqueue `task` with `ids` once the open transaction has committed (at once when there is none)."""
    transaction.on_commit(partial(_enqueue, task, ids), robust=True)


def _enqueue(task: Task[Any, Any], ids: dict[str, object]) -> None:
    try:
        task.apply_async(kwargs={name: str(value) for name, value in ids.items()}, retry=False)
    except Exception:  # noqa: BLE001 - a wake-up that is lost costs latency, never the request
        log.warning("enqueue.failed", extra={"task": task.name})
