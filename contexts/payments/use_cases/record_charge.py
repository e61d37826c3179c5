"""Record what the gateway says of a charge, and what follows for the payable."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import contracts, events, models, queries
from ..contracts import IntentState
from ..gateways.protocol import GatewayIntent
from ._issue_receipt import issue_receipt
from ._lock_intent import lock_intent


class GatewayDisagrees(Exception):
    """The gateway speaks of another amount than we asked for; somebody has to look."""


@use_case
def record_charge(
    *, intent_id: UUID, charge: GatewayIntent, at: dt.datetime
) -> contracts.PaymentIntent:
    """Take the gateway's word in any order and any number of times; old news changes nothing.

    Raises:
        IntentNotFound: there is no such intent.
        GatewayDisagrees: the amounts differ.
    """
    intent = lock_intent(intent_id=intent_id)
    if charge.amount != intent.amount:
        raise GatewayDisagrees(f"{intent}: asked for {intent.amount}, told of {charge.amount}")
    is_news = intent.apply_gateway_status(gateway_intent_id=charge.id, state=charge.state, at=at)
    if is_news:
        intent.decline_code = charge.decline_code
        intent.next_action_url = charge.next_action_url
        intent.succeeded_at = at if charge.state == IntentState.SUCCEEDED else None
    intent.save()
    if is_news:
        _follow(intent, at)
    return queries.to_intent(intent)


def _follow(intent: models.PaymentIntent, at: dt.datetime) -> None:
    if intent.state == IntentState.SUCCEEDED:
        if intent.payable.pay(at=at):
            _settle(intent, at)
        else:
            _return_surplus(intent, at)
    elif intent.state == IntentState.PROCESSING:
        publish(
            events.PaymentProcessing(
                payable_id=intent.payable_id,
                intent_id=intent.id,
                reference=intent.payable.reference,
                occurred_at=at,
            )
        )
    elif intent.state == IntentState.FAILED:
        publish(
            events.PaymentFailed(
                payable_id=intent.payable_id,
                intent_id=intent.id,
                reference=intent.payable.reference,
                decline_code=intent.decline_code,
                occurred_at=at,
            )
        )


def _settle(intent: models.PaymentIntent, at: dt.datetime) -> None:
    payable = intent.payable
    payable.save(update_fields=["state", "paid_minor", "paid_at"])
    publish(
        events.PayablePaid(
            payable_id=payable.id,
            intent_id=intent.id,
            reference=payable.reference,
            amount=payable.amount,
            occurred_at=at,
        )
    )
    issue_receipt(intent=intent, at=at)


def _return_surplus(intent: models.PaymentIntent, at: dt.datetime) -> None:
    models.Refund.objects.create(
        payable=intent.payable,
        intent=intent,
        amount_minor=intent.amount_minor,
        currency=intent.currency,
        reason="paid twice",
        surplus=True,
        next_attempt_at=at,
        created_at=at,
    )
