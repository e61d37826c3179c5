"""What notifications is made of."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID


class Kind(enum.StrEnum):
    """What a message is about."""

    BOOKING_CONFIRMED = "BOOKING_CONFIRMED"
    BOOKING_CANCELLED = "BOOKING_CANCELLED"
    BOOKING_FAILED = "BOOKING_FAILED"


class Channel(enum.StrEnum):
    """By which way a message goes."""

    EMAIL = "EMAIL"


class MessageState(enum.StrEnum):
    """QUEUED waits for its turn, SENDING is in somebody's hands, DEAD was given up."""

    QUEUED = "QUEUED"
    SENDING = "SENDING"
    SENT = "SENT"
    DEAD = "DEAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A finished mail. `message_id` is the same however often it is handed over."""

    message_id: str
    recipient: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message and how far it is."""

    id: UUID
    kind: Kind
    channel: Channel
    recipient: str
    subject: str
    state: MessageState
    attempts: int
    sent_at: dt.datetime | None
