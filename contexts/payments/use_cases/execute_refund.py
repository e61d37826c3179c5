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
from ..domain.backoff import retry_delay
from ..gateways.registry import get_gateway

LEASE = dt.timedelta(seconds=60)
log = logging.getLogger(__name__)


def execute_refund(*, refund_id: UUID, at: dt.datetime) -> None:
    """Send a refund that is due; every repetition carries the same key, so it goes once."""
    row = _claim(refund_id, at)
    if row is None:
        return
    try:
        gateway_refund_id = get_gateway(name=row.intent.gateway).refund(
            gateway_intent_id=row.intent.gateway_intent_id, amount=row.amount, key=row.key, at=at
        )
    except errors.GatewayUnavailable as unavailable:
        _put_off(row, unavailable.message, at)
    except errors.GatewayRefused as refused:
        log.exception("refund.refused", extra={"refund_id": str(row.id), **refused.details})
        _record_failure(row, str(refused.details.get("reason", refused.message)), at)
    else:
        _record_success(row, gateway_refund_id, at)


@use_case
def _claim(refund_id: UUID, at: dt.datetime) -> models.Refund | None:
    due = models.Refund.objects.filter(
        id=refund_id, state=RefundState.PENDING, next_attempt_at__lte=at
    )
    if not due.update(attempts=F("attempts") + 1, next_attempt_at=at + LEASE):
        return None
    return models.Refund.objects.select_related("intent", "payable").get(id=refund_id)


def _put_off(row: models.Refund, reason: str, at: dt.datetime) -> None:
    models.Refund.objects.filter(id=row.id, state=RefundState.PENDING).update(
        next_attempt_at=at + retry_delay(row.attempts), last_error=reason
    )


@use_case
def _record_success(row: models.Refund, gateway_refund_id: str, at: dt.datetime) -> None:
    if not _finish(row, RefundState.SUCCEEDED, gateway_refund_id, "", at) or row.surplus:
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
    if _finish(row, RefundState.FAILED, "", reason, at) and not row.surplus:
        models.Payable.objects.filter(id=row.payable_id).update(
            refund_pending_minor=F("refund_pending_minor") - row.amount_minor
        )


def _finish(
    row: models.Refund, state: RefundState, gateway_refund_id: str, error: str, at: dt.datetime
) -> bool:
    return bool(
        models.Refund.objects.filter(id=row.id, state=RefundState.PENDING).update(
            state=state, gateway_refund_id=gateway_refund_id, last_error=error, finished_at=at
        )
    )
