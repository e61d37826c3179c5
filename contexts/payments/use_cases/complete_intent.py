"""Find out what became of an attempt to pay of which nothing was heard."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.errors import RizError
from riz.use_cases import use_case

from .. import errors, models, queries
from ..contracts import IntentState
from ..domain.intents import LIVE
from ..gateways.protocol import Gateway, GatewayIntent
from ..gateways.registry import get_gateway
from ._lock_intent import lock_intent
from ._release_call import release_call
from .record_charge import record_charge

_REVOCABLE = {IntentState.REQUIRES_PAYMENT_METHOD, IntentState.REQUIRES_ACTION}


def complete_intent(*, intent_id: UUID, at: dt.datetime) -> None:
    """Ask the gateway about a silent attempt under the keys of the first call, and record its word.

    A charge that never reached the gateway is made now; one whose payable takes no payment any more is
    called off, if the gateway still can. When the gateway is silent too, the next sweep asks again.
    """
    row = _claim(intent_id, at)
    if row is None:
        return
    try:
        charge = _ask(row, at)
    except errors.GatewayUnavailable:
        return
    except (errors.UnknownPaymentMethod, errors.GatewayRefused):
        release_call(intent_id=row.id, attempt=row.attempt, at=at)
        return
    record_charge(intent_id=row.id, charge=charge, at=at)


@use_case
def _claim(intent_id: UUID, at: dt.datetime) -> models.PaymentIntent | None:
    """Take the attempt for this round; one that the gateway never heard of and that is over ends right here."""
    row = lock_intent(intent_id=intent_id)
    if row.state not in LIVE or row.checked_at > queries.silent_since(at=at):
        return None
    row.checked_at = at
    is_unheard = not row.gateway_intent_id and row.call_started_at is None
    if is_unheard and not _is_payable(row.payable, at):
        row.state = IntentState.CANCELLED
    row.save(update_fields=["checked_at", "state"])
    return None if is_unheard else row


def _ask(row: models.PaymentIntent, at: dt.datetime) -> GatewayIntent:
    gateway = get_gateway(name=row.gateway)
    charge = _find(gateway, row, at)
    if charge.state in _REVOCABLE and not _is_payable(row.payable, at):
        return gateway.cancel(gateway_intent_id=charge.id, at=at)
    if charge.state == IntentState.REQUIRES_PAYMENT_METHOD and row.call_started_at is not None:
        return gateway.confirm(
            gateway_intent_id=charge.id,
            payment_method=row.payment_method,
            key=row.confirm_key,
            at=at,
        )
    return charge


def _find(gateway: Gateway, row: models.PaymentIntent, at: dt.datetime) -> GatewayIntent:
    if row.gateway_intent_id:
        return gateway.retrieve(gateway_intent_id=row.gateway_intent_id)
    return gateway.create_intent(reference=row.id, amount=row.amount, key=row.create_key, at=at)


def _is_payable(payable: models.Payable, at: dt.datetime) -> bool:
    try:
        payable.ensure_payable(at=at)
    except RizError:
        return False
    return True
