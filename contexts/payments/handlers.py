"""Reactions to what identity tells."""

from __future__ import annotations

from contexts.identity import events as identity
from riz.events import Delivery, on

from .use_cases.forget_payer import forget_payer


@on(identity.UserErased, handler="payments.forget_payer")
def forget_erased_payer(event: identity.UserErased, delivery: Delivery) -> None:
    """Take the person's name off the receipts that need none."""
    del delivery
    forget_payer(user_id=event.user_id, at=event.occurred_at)
