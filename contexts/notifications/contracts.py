"""The contracts of notifications."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """The subject of a message; those that identity has sent bear the names of its links."""

    BOOKING_CONFIRMED = "BOOKING_CONFIRMED"
    BOOKING_CANCELLED = "BOOKING_CANCELLED"
    BOOKING_FAILED = "BOOKING_FAILED"
    BOOKING_MODIFIED = "BOOKING_MODIFIED"
    BALANCE_OVERDUE = "BALANCE_OVERDUE"
    VERIFY_EMAIL = "VERIFY_EMAIL"
    FINISH_REGISTRATION = "FINISH_REGISTRATION"
    ADDRESS_TAKEN = "ADDRESS_TAKEN"
    CHANGE_EMAIL = "CHANGE_EMAIL"
    UNDO_EMAIL_CHANGE = "UNDO_EMAIL_CHANGE"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - the name of a kind
    INVITATION = "INVITATION"
    CANCEL_ERASURE = "CANCEL_ERASURE"
    ACCOUNT_ERASED = "ACCOUNT_ERASED"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 - the name of a kind
    SECOND_FACTOR_CHANGED = "SECOND_FACTOR_CHANGED"
    SESSION_REUSED = "SESSION_REUSED"
    NEW_PLACE = "NEW_PLACE"
    LOGIN_LINKED = "LOGIN_LINKED"
    APPLICATION_ALLOWED = "APPLICATION_ALLOWED"
    KEY_ISSUED = "KEY_ISSUED"
    ACCOUNT_RECOVERED = "ACCOUNT_RECOVERED"


# Written at the moment of sending, since what they hold is a secret: the row keeps the id of the link alone.
OF_LINKS = frozenset(
    {
        Kind.VERIFY_EMAIL,
        Kind.FINISH_REGISTRATION,
        Kind.ADDRESS_TAKEN,
        Kind.CHANGE_EMAIL,
        Kind.UNDO_EMAIL_CHANGE,
        Kind.RESET_PASSWORD,
        Kind.INVITATION,
        Kind.CANCEL_ERASURE,
        Kind.ACCOUNT_ERASED,
    }
)


class Channel(enum.StrEnum):
    """By which way a message goes."""

    EMAIL = "EMAIL"


class MessageState(enum.StrEnum):
    """QUEUED waits for its turn or is just being sent, DEAD was given up, DROPPED was out of date."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    DEAD = "DEAD"
    DROPPED = "DROPPED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A finished mail. `message_id` is the same however often it is handed over."""

    message_id: str
    recipient: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The text of a mail."""

    subject: str
    text: str
    html: str
