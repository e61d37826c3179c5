"""The built-in sandbox behind the Protocol of a gateway."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from riz.errors import Malformed
from riz.money import Money
from riz.strict_json import read_json

from .. import errors
from ..contracts import IntentState
from ..parts.sandbox import api as sandbox
from .protocol import GatewayIntent, GatewayNotice, ensure_outside_transaction


@contextmanager
def _refusals() -> Iterator[None]:
    """Speak of the sandbox's answers in the words of the Protocol."""
    try:
        yield
    except sandbox.AnswerLost as lost:
        raise errors.GatewayUnavailable(gateway=SandboxGateway.name) from lost
    except sandbox.UnknownMethod as unknown:
        raise errors.UnknownPaymentMethod from unknown
    except sandbox.Refusal as refusal:
        raise errors.GatewayRefused(gateway=SandboxGateway.name, reason=refusal.code) from refusal


class SandboxGateway:
    """Asks the sandbox as it would ask a company outside."""

    name = "sandbox"

    def create_intent(
        self, *, reference: UUID, amount: Money, key: str, at: dt.datetime
    ) -> GatewayIntent:
        ensure_outside_transaction()
        with _refusals():
            return _to_gateway_intent(
                sandbox.create_charge(reference=str(reference), amount=amount, key=key, at=at)
            )

    def confirm(
        self, *, gateway_intent_id: str, payment_method: str, key: str, at: dt.datetime
    ) -> GatewayIntent:
        ensure_outside_transaction()
        with _refusals():
            return _to_gateway_intent(
                sandbox.confirm_charge(
                    charge_id=gateway_intent_id,
                    payment_method=payment_method,
                    key=key,
                    settles_at=at + dt.timedelta(seconds=settings.PAYMENTS_SANDBOX_LATE_SECONDS),
                    at=at,
                )
            )

    def retrieve(self, *, gateway_intent_id: str) -> GatewayIntent:
        ensure_outside_transaction()
        with _refusals():
            return _to_gateway_intent(sandbox.get_charge(charge_id=gateway_intent_id))

    def cancel(self, *, gateway_intent_id: str, at: dt.datetime) -> GatewayIntent:
        ensure_outside_transaction()
        with _refusals():
            return _to_gateway_intent(sandbox.cancel_charge(charge_id=gateway_intent_id, at=at))

    def refund(self, *, gateway_intent_id: str, amount: Money, key: str, at: dt.datetime) -> str:
        ensure_outside_transaction()
        with _refusals():
            return sandbox.refund_charge(
                charge_id=gateway_intent_id, amount=amount, key=key, at=at
            ).id

    def verify_webhook(self, *, body: bytes, headers: Mapping[str, str]) -> GatewayNotice:
        try:
            Webhook(sandbox.webhook_secret()).verify(body, dict(headers))
            payload = read_json(body)
            return GatewayNotice(
                event_id=headers["webhook-id"],
                type=str(payload["type"]),
                object_id=str(payload["data"]["id"]),
                payload=payload,
            )
        except (WebhookVerificationError, Malformed, ValueError, KeyError, TypeError) as wrong:
            raise errors.WebhookRejected from wrong


def _to_gateway_intent(charge: sandbox.SandboxCharge) -> GatewayIntent:
    token = charge.challenge_token
    return GatewayIntent(
        id=charge.id,
        reference=charge.reference,
        amount=charge.amount,
        state=IntentState(charge.state.value),
        decline_code=charge.decline_code,
        next_action_url=f"{settings.BASE_URL}/sandbox/challenges/{token}"
        if token and charge.state == sandbox.SandboxState.REQUIRES_ACTION
        else "",
    )
