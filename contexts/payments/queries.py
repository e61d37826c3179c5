"""Reads of payments; the one place where its rows become contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from riz import personal_data
from riz.actor import Actor
from riz.mapping import to_contract
from riz.money import Money
from riz.policies import allows, require

from . import errors, models
from .contracts import (
    IntentState,
    Payable,
    PayableState,
    PaymentIntent,
    Receipt,
    Refund,
    RefundState,
    TaxedSupply,
    TaxRule,
)
from .domain import policies, taxes
from .domain.intents import LIVE


def find_tax_rules(*, sold: Sequence[TaxedSupply]) -> tuple[TaxRule, ...]:
    """Return the rule of each thing that is sold, in their order, with one statement.

    Raises:
        NoTaxRule: nothing says how one of them is taxed.
    """
    rows = models.TaxRule.objects.filter(supply__in={each.supply for each in sold})
    rules = [
        to_contract(
            TaxRule,
            row,
            up_to=None if row.up_to_minor is None else Money(row.up_to_minor, row.currency),
        )
        for row in rows
    ]
    found = []
    for each in sold:
        rule = taxes.find_rule(rules=rules, sold=each)
        if rule is None:
            raise errors.NoTaxRule(supply=each.supply.value, date=each.date.isoformat())
        found.append(rule)
    return tuple(found)


def get_payable(*, payable_id: UUID) -> Payable:
    """Return a payable, as the system sees it.

    Raises:
        PayableNotFound: there is none.
    """
    row = models.Payable.objects.filter(id=payable_id).first()
    if row is None:
        raise errors.PayableNotFound(payable_id=str(payable_id))
    return to_payable(row)


def get_payable_for(*, payable_id: UUID, actor: Actor) -> Payable:
    """Return a payable to its payer, or to staff who may read payments.

    Raises:
        PayableNotFound: there is none that the actor may see.
    """
    payable = get_payable(payable_id=payable_id)
    unknown = errors.PayableNotFound(payable_id=str(payable_id))
    require(actor, policies.READ, payable, refusal=unknown)
    return payable


def get_intent_for(*, intent_id: UUID, actor: Actor) -> PaymentIntent:
    """Return a payment to its payer, or to staff who may read payments.

    Raises:
        IntentNotFound: there is none that the actor may see.
    """
    row = models.PaymentIntent.objects.select_related("payable").filter(id=intent_id).first()
    if row is None or not allows(actor, policies.READ, to_payable(row.payable)):
        raise errors.IntentNotFound(intent_id=str(intent_id))
    return to_intent(row)


def get_receipt_for(*, intent_id: UUID, actor: Actor) -> Receipt:
    """Return the receipt of what a payment paid.

    Raises:
        IntentNotFound: there is no such payment that the actor may see.
        NotPaidYet: its payable is not paid by it.
    """
    get_intent_for(intent_id=intent_id, actor=actor)
    row = models.Receipt.objects.filter(intent_id=intent_id).first()
    if row is None:
        raise errors.NotPaidYet(intent_id=str(intent_id))
    return to_receipt(row)


def silent_since(*, at: dt.datetime) -> dt.datetime:
    """Return the moment since which nothing may have been heard of an attempt, or it is asked about."""
    return at - dt.timedelta(seconds=settings.PAYMENTS_SILENCE_SECONDS)


def list_unsettled_intents(*, limit: int, at: dt.datetime) -> tuple[UUID, ...]:
    """Return attempts under way that are silent for too long, and idle ones whose payable takes no payment any more."""
    idle = Q(state=IntentState.REQUIRES_PAYMENT_METHOD, call_started_at=None)
    payable_open = Q(payable__state=PayableState.OPEN) & (
        Q(payable__expires_at=None) | Q(payable__expires_at__gt=at)
    )
    rows = models.PaymentIntent.objects.filter(
        state__in=sorted(LIVE), checked_at__lte=silent_since(at=at)
    ).exclude(idle & payable_open)
    return tuple(rows.order_by("checked_at").values_list("id", flat=True)[:limit])


def to_payable(row: models.Payable) -> Payable:
    """Make the contract of a payable."""
    return to_contract(Payable, row)


def to_intent(row: models.PaymentIntent) -> PaymentIntent:
    """Make the contract of an attempt to pay."""
    return to_contract(PaymentIntent, row, state=row.visible_state)


def to_refund(row: models.Refund) -> Refund:
    """Make the contract of a refund."""
    return to_contract(Refund, row)


def to_receipt(row: models.Receipt) -> Receipt:
    """Make the contract of a receipt."""
    return to_contract(Receipt, row)


@personal_data.exports("payments")
def export_payments(*, user_id: UUID) -> personal_data.Section:
    """Return what a person owed, how they paid it, what went back and the receipts."""
    payables = models.Payable.objects.filter(payer_id=user_id).order_by("id")
    intents = models.PaymentIntent.objects.filter(payable__payer_id=user_id).order_by("id")
    refunds = models.Refund.objects.filter(payable__payer_id=user_id).order_by("id")
    receipts = models.Receipt.objects.filter(payer_id=user_id).order_by("id")
    return {
        "payables": [asdict(to_payable(row)) for row in payables],
        "payments": [asdict(to_intent(row)) for row in intents],
        "refunds": [asdict(to_refund(row)) for row in refunds],
        "receipts": [asdict(to_receipt(row)) for row in receipts],
    }


@personal_data.hinders("payments")
def list_unfinished_payments(*, user_id: UUID) -> list[str]:
    """Return a sentence for each payment of a person that is under way, and for money that is on its way back."""
    intents = models.PaymentIntent.objects.filter(
        payable__payer_id=user_id, state__in=sorted(LIVE), payable__state=PayableState.OPEN
    )
    refunds = models.Refund.objects.filter(
        payable__payer_id=user_id, state=RefundState.PENDING
    ).select_related("payable")
    return [
        *(
            f"A payment for {reference} is under way: finish it, or cancel what it is for."
            for reference in intents.order_by("id").values_list("payable__reference", flat=True)
        ),
        *(
            f"Money for {refund.payable.reference} is on its way back to you: wait until it is there."
            for refund in refunds.order_by("id")
        ),
    ]


personal_data.keeps(
    "payments",
    "Amounts, dates, tax lines and receipt numbers; the name on receipts of 50,000 rupees and more."
    " Tax law wants it kept for eight years.",
)
