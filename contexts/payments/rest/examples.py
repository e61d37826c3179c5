"""Samples of the OpenAPI description."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

from drf_spectacular.utils import OpenApiExample

from riz.money import Money

from ..contracts import IntentState, Payable, PayableState, PaymentIntent, Receipt, TaxLine

PAYABLE_ID = UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11")
INTENT_ID = UUID("0198c5f2-8b10-7d02-8a11-5c2d7e9f0a22")
PAYER_ID = UUID("0198c5f0-1122-7aaa-8bbb-99aabbccddee")
_AMOUNT = Money(1_575_000, "INR")
_NOTHING = Money(0, "INR")
_TAX_LINES = (
    TaxLine(
        name="GST 5 %",
        rate_basis_points=500,
        taxable=Money(1_500_000, "INR"),
        tax=Money(75_000, "INR"),
    ),
)

INTENT_INPUT = OpenApiExample(
    "pay",
    value={"payable_id": str(PAYABLE_ID), "amount": {"amount_minor": 1_575_000, "currency": "INR"}},
    request_only=True,
)
CONFIRM_INPUT = OpenApiExample(
    "3-D Secure",
    value={"intent_id": str(INTENT_ID), "payment_method": "pm_sandbox_3ds"},
    request_only=True,
)
INTENT = PaymentIntent(
    id=INTENT_ID,
    payable_id=PAYABLE_ID,
    gateway="sandbox",
    amount=_AMOUNT,
    state=IntentState.REQUIRES_ACTION,
    decline_code="",
    next_action_url="https://riz.example/sandbox/challenges/kJ3wqk0hS7m2",
    version=3,
    created_at=dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC),
)
PAYABLE = Payable(
    id=PAYABLE_ID,
    reference="TRP-2026-000123",
    description="Unakoti and Jampui Hills, 4 days",
    payer_id=PAYER_ID,
    amount=_AMOUNT,
    paid=_NOTHING,
    refunded=_NOTHING,
    refund_pending=_NOTHING,
    state=PayableState.OPEN,
    expires_at=dt.datetime(2026, 11, 22, 8, 15, tzinfo=dt.UTC),
    tax_lines=_TAX_LINES,
    payees=(),
)
RECEIPT = Receipt(
    id=UUID("0198c5f3-0000-7000-8000-000000000001"),
    number="R/2627/000042",
    payable_id=PAYABLE_ID,
    intent_id=INTENT_ID,
    reference="TRP-2026-000123",
    description="Unakoti and Jampui Hills, 4 days",
    payer_id=PAYER_ID,
    payer_name="Asha Debbarma",
    amount=_AMOUNT,
    tax_lines=_TAX_LINES,
    issued_at=dt.datetime(2026, 11, 22, 8, 3, 12, tzinfo=dt.UTC),
)
NEW_INTENT = replace(
    INTENT, state=IntentState.REQUIRES_PAYMENT_METHOD, next_action_url="", version=1
)
