"""Charge a payment method: reserve, call the gateway with no transaction open, record."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, errors, models, queries
from ..contracts import IntentState
from ..domain import policies
from ..gateways.protocol import GatewayIntent
from ..gateways.registry import get_gateway
from ._lock_intent import lock_intent
from ._release_call import release_call
from .record_charge import record_charge


def confirm_payment(
    *, intent_id: UUID, payment_method: str, actor: Actor, at: dt.datetime
) -> contracts.PaymentIntent:
    """Charge once, however often and by however many callers this is repeated.

    An answer that is lost leaves the payment PROCESSING; `complete_intent` finds out what became of it.

    Raises:
        IntentNotFound: there is none, or the actor is not its payer.
        PaymentDeclined: the charge was declined, now or before.
        IntentCancelled: the attempt was called off.
        AlreadyPaid, PayableClosed, PayableExpired: the payable takes no payment.
        UnknownPaymentMethod: the gateway does not know the method; the intent waits for another one.
        GatewayRefused: the gateway would not have it; nothing moved.
    """
    row, is_ours = _reserve(intent_id, payment_method, actor=actor, at=at)
    if not is_ours:
        return queries.to_intent(row)
    try:
        charge = _charge(row, at)
    except errors.GatewayUnavailable:
        return queries.to_intent(row)
    except (errors.UnknownPaymentMethod, errors.GatewayRefused):
        release_call(intent_id=row.id, attempt=row.attempt, at=at)
        raise
    intent = record_charge(intent_id=row.id, charge=charge, at=at)
    if intent.state == IntentState.FAILED:
        raise errors.PaymentDeclined(intent_id=str(intent.id), decline_code=intent.decline_code)
    return intent


@use_case
def _reserve(
    intent_id: UUID, payment_method: str, *, actor: Actor, at: dt.datetime
) -> tuple[models.PaymentIntent, bool]:
    row = lock_intent(intent_id=intent_id)
    unknown = errors.IntentNotFound(intent_id=str(intent_id))
    require(actor, policies.PAY, row.payable, refusal=unknown)
    row.ensure_not_lost()
    if row.visible_state != IntentState.REQUIRES_PAYMENT_METHOD:
        return row, False
    row.payable.ensure_payable(at=at)
    row.start_call(payment_method=payment_method, at=at)
    row.save(
        update_fields=["payment_method", "attempt", "version", "call_started_at", "checked_at"]
    )
    return row, True


def _charge(row: models.PaymentIntent, at: dt.datetime) -> GatewayIntent:
    gateway = get_gateway(name=row.gateway)
    announced = gateway.create_intent(
        reference=row.id, amount=row.amount, key=row.create_key, at=at
    )
    return gateway.confirm(
        gateway_intent_id=announced.id,
        payment_method=row.payment_method,
        key=row.confirm_key,
        at=at,
    )
