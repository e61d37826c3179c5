"""Messages to people: written once, handed over until somebody took them."""

from __future__ import annotations

import datetime as dt
import enum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from riz.ids import new_id
from riz.work.backoff import Backoff
from riz.work.models import LeasedWork, Work

from .contracts import Channel, Kind, MessageState
from .domain import policies


def _choices(values: type[enum.StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value.replace("_", " ").lower()) for value in values]


class Message(LeasedWork):
    """A message, rendered when its cause happened, so that it tells what was true then.

    `dedupe_key` names its cause. Of the link in a notice, `link_id`, the text holds the page alone; the secret is added
    when it goes. Its Message-ID stays however often it goes, so a mailbox shows it once.
    """

    work = Work(
        task="notifications.send_message",
        lease=dt.timedelta(seconds=90),
        # Two hours in all: a mail server may be away for so long.
        backoff=Backoff(
            first=dt.timedelta(seconds=15), longest=dt.timedelta(hours=1), most_attempts=10
        ),
        pending=MessageState.QUEUED,
        repeat_policy=policies.RESEND,
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.TextField(choices=_choices(Kind))
    channel = models.TextField(choices=_choices(Channel), default=Channel.EMAIL)
    recipient = models.TextField()
    locale = models.CharField(max_length=35)
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField()
    dedupe_key = models.TextField(unique=True)
    message_id = models.TextField(unique=True)
    subject_id = models.UUIDField()
    link_id = models.UUIDField(null=True, blank=True)
    state = models.TextField(choices=_choices(MessageState), default=MessageState.QUEUED)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    correlation_id = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                name="message_due",
                condition=Q(state=MessageState.QUEUED),
            ),
            models.Index(fields=["state", "-id"], name="message_by_state"),
            models.Index(fields=["subject_id"], name="message_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.recipient}"
