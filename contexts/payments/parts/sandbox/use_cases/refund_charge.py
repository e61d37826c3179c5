"""Refund a charge."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db.models import F

from riz.money import Money
from riz.use_cases import use_case

from .. import errors, models, queries
from ..contracts import SandboxRefundView
from ._claim_key import claim_key


@use_case
def refund_charge(*, charge_id: str, amount: Money, key: str, at: dt.datetime) -> SandboxRefundView:
    """Give a part or all of a charge back; the same key gives it once.

    Raises:
        RefundExceedsCharge: more than was taken and not given back, or in another currency.
        KeyReused: the key came with other parameters.
    """
    refund_id = f"re_sandbox_{secrets.token_hex(12)}"
    parameters = {
        "operation": "refund",
        "charge": charge_id,
        "amount_minor": amount.amount_minor,
        "currency": amount.currency,
    }
    known = claim_key(key=key, parameters=parameters, object_id=refund_id)
    if known is not None:
        return queries.to_refund(
            models.SandboxRefund.objects.select_related("intent").get(id=known)
        )
    if amount.amount_minor <= 0 or not _give_back(charge_id, amount):
        raise errors.RefundExceedsCharge
    row = models.SandboxRefund.objects.create(
        id=refund_id, intent_id=charge_id, amount_minor=amount.amount_minor, created_at=at
    )
    return queries.to_refund(row)


def _give_back(charge_id: str, amount: Money) -> bool:
    left = F("captured_minor") - F("refunded_minor")
    return bool(
        models.SandboxIntent.objects.alias(left=left)
        .filter(id=charge_id, currency=amount.currency, left__gte=amount.amount_minor)
        .update(refunded_minor=F("refunded_minor") + amount.amount_minor)
    )
