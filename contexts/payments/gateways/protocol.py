"""The protocol of every payment gateway, and the rule that none is asked inside a transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db import connection

from riz.errors import refuses
from riz.money import Money

from .. import errors
from ..contracts import IntentState

_may_fail = refuses(errors.GatewayUnavailable, errors.GatewayRefused)


class InsideTransaction(RuntimeError):
    """A gateway was asked while a transaction was open; a programming error.

    A rollback can't take back what the gateway did, and locks would wait for the network.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayIntent:
    """A charge as the gateway knows it at this moment."""

    id: str
    reference: str
    amount: Money
    state: IntentState
    decline_code: str = ""
    next_action_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayNotice:
    """A verified webhook: a hint that something happened to an object, to be asked about."""

    event_id: str
    type: str
    object_id: str
    payload: dict[str, Any]


class Gateway(Protocol):
    """A payment service provider.

    Operations that move something take an idempotency key: repeating one with its key never moves it twice.
    Of GatewayUnavailable nothing is known of the outcome; of GatewayRefused, that nothing moved.
    """

    name: str

    @_may_fail
    def create_intent(
        self, *, reference: UUID, amount: Money, key: str, at: dt.datetime
    ) -> GatewayIntent:
        """Announce a charge; no money moves yet."""

    @refuses(errors.GatewayUnavailable, errors.GatewayRefused, errors.UnknownPaymentMethod)
    def confirm(
        self, *, gateway_intent_id: str, payment_method: str, key: str, at: dt.datetime
    ) -> GatewayIntent:
        """Charge the payment method."""

    @_may_fail
    def retrieve(self, *, gateway_intent_id: str) -> GatewayIntent:
        """Return the charge as it is now."""

    @_may_fail
    def cancel(self, *, gateway_intent_id: str, at: dt.datetime) -> GatewayIntent:
        """Call the charge off where that is still possible, and return it as it then is."""

    @_may_fail
    def refund(self, *, gateway_intent_id: str, amount: Money, key: str, at: dt.datetime) -> str:
        """Send money back and return the refund's id at the gateway."""

    @refuses(errors.WebhookRejected)
    def verify_webhook(self, *, body: bytes, headers: Mapping[str, str]) -> GatewayNotice:
        """Check signature and age of a raw body."""


def ensure_outside_transaction() -> None:
    """Refuse when a transaction is open; every gateway calls this first."""
    if connection.in_atomic_block:
        raise InsideTransaction("reserve in one transaction, call the gateway, record in another")
