"""Promise a refund: the row now, the gateway later."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import F

from riz.actor import Actor
from riz.money import Money
from riz.policies import require
from riz.use_cases import use_case

from .. import contracts, errors, models, queries
from ..contracts import IntentState
from ..domain import policies


@use_case
def request_refund(
    *, payable_id: UUID, amount: Money, reason: str, actor: Actor, at: dt.datetime
) -> contracts.Refund:
    """Write a refund down; a task executes it. No more can be promised than was paid.

    Raises:
        PayableNotFound: there is none.
        RefundNotAllowed: the actor may not refund what these payees were paid.
        WrongCurrency: the payable is in another currency.
        RefundTooLarge: more than what was paid and is not on its way back.
    """
    payable = models.Payable.objects.filter(id=payable_id).first()
    if payable is None:
        raise errors.PayableNotFound(payable_id=str(payable_id))
    require(
        actor,
        policies.REFUND,
        queries.to_payable(payable),
        refusal=errors.RefundNotAllowed(payable_id=str(payable_id)),
    )
    if amount.currency != payable.currency:
        raise errors.WrongCurrency(currency=payable.currency)
    if amount.amount_minor <= 0 or not _promise(payable_id, amount.amount_minor):
        raise errors.RefundTooLarge(payable_id=str(payable_id), amount_minor=amount.amount_minor)
    row = models.Refund.objects.create(
        payable=payable,
        intent=_paid_by(payable_id),
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        reason=reason,
        next_attempt_at=at,
        created_at=at,
    )
    return queries.to_refund(row)


def _promise(payable_id: UUID, amount_minor: int) -> bool:
    """Raise what is pending in one conditional statement: of two that want the last rupee, one gets it."""
    within = F("paid_minor") - F("refunded_minor") - F("refund_pending_minor")
    return bool(
        models.Payable.objects.alias(returnable=within)
        .filter(id=payable_id, returnable__gte=amount_minor)
        .update(refund_pending_minor=F("refund_pending_minor") + amount_minor)
    )


def _paid_by(payable_id: UUID) -> models.PaymentIntent:
    surplus = models.Refund.objects.filter(surplus=True).values("intent")
    return models.PaymentIntent.objects.exclude(id__in=surplus).get(
        payable_id=payable_id, state=IntentState.SUCCEEDED
    )
