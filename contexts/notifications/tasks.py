"""Background work of notifications: one task sends one message, a sweep finds those that were lost."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from riz import clock
from riz.tasks import enqueue_after_commit

from . import queries
from .use_cases import send_message as _send_message

_BATCH = 200


@shared_task(name="notifications.send_message")
def send_message(*, message_id: str) -> None:
    """Send one message."""
    _send_message.send_message(message_id=UUID(message_id), at=clock.now())


@shared_task(name="notifications.send_due_messages")
def send_due_messages() -> None:
    """Find the messages that are due, and those whose sender did not come back."""
    for message_id in queries.list_due_messages(limit=_BATCH, at=clock.now()):
        enqueue_after_commit(send_message, message_id=message_id)
