"""Background work of notifications: one task sends one message."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from riz import clock

from .use_cases import send_message as _send_message


@shared_task(name="notifications.send_message")
def send_message(message_id: str) -> None:
    _send_message.send_message(message_id=UUID(message_id), at=clock.now())
