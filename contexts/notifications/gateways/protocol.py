"""The protocol of a channel, and the rule that none is used inside a transaction."""

from __future__ import annotations

from typing import Protocol

from django.db import connection

from ..contracts import Mail


class InsideTransaction(RuntimeError):
    """A mail was handed over while a transaction was open; a programming error, for it can't be taken back."""


class NotDelivered(Exception):
    """The mail was not taken; `is_permanent` when repeating it can't help."""

    def __init__(self, reason: str, *, is_permanent: bool) -> None:
        self.is_permanent = is_permanent
        super().__init__(reason)


class Mailer(Protocol):
    """Hands mails over."""

    def send(self, mail: Mail) -> None:
        """Return once somebody took responsibility for the mail. NotDelivered when nobody did."""


def ensure_outside_transaction() -> None:
    """Refuse when a transaction is open."""
    if connection.in_atomic_block:
        raise InsideTransaction("claim in one transaction, send, record in another")
