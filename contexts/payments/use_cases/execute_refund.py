"""Send promised money back: claim, call the gateway with no transaction open, record."""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID

from django.db.models import F

from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import errors, events, models
from ..contracts import RefundState
from ..gateways.registry import get_gateway

log = logging.getLogger(__name__)


def execute_refund(*, refund_id: UUID, at: dt.datetime) -> None:
    """Send a refund that is due; every repetition carries the same key, so it goes once."""
    refunds = models.Refund.objects
    row = refunds.select_related("intent", "payable").claim(refund_id, at=at)
    if row is None:
        return
    try:
        gateway_refund_id = get_gateway(name=row.intent.gateway).refund(
            gateway_intent_id=row.intent.gateway_intent_id, amount=row.amount, key=row.key, at=at
        )
    except errors.GatewayUnavailable as unavailable:
        refunds.put_off(row, unavailable.message, at=at)
    except errors.GatewayRefused as refused:
        log.exception("refund.refused", extra={"refund_id": str(row.id), **refused.details})
        _record_failure(row, str(refused.details.get("reason", refused.message)), at)
    else:
        _record_success(row, gateway_refund_id, at)


@use_case
def _record_success(row: models.Refund, gateway_refund_id: str, at: dt.datetime) -> None:
    is_news = models.Refund.objects.finish(
        row, state=RefundState.SUCCEEDED, gateway_refund_id=gateway_refund_id, finished_at=at
    )
    if not is_news or row.surplus:
        return
    models.Payable.objects.filter(id=row.payable_id).update(
        refund_pending_minor=F("refund_pending_minor") - row.amount_minor,
        refunded_minor=F("refunded_minor") + row.amount_minor,
    )
    publish(
        events.RefundSucceeded(
            payable_id=row.payable_id,
            refund_id=row.id,
            reference=row.payable.reference,
            amount=row.amount,
            occurred_at=at,
        )
    )


@use_case
def _record_failure(row: models.Refund, reason: str, at: dt.datetime) -> None:
    is_news = models.Refund.objects.finish(
        row, state=RefundState.FAILED, last_error=reason, finished_at=at
    )
    if is_news and not row.surplus:
        models.Payable.objects.filter(id=row.payable_id).update(
            refund_pending_minor=F("refund_pending_minor") - row.amount_minor
        )
        publish(
            events.RefundFailed(
                payable_id=row.payable_id,
                refund_id=row.id,
                reference=row.payable.reference,
                amount=row.amount,
                occurred_at=at,
            )
        )
