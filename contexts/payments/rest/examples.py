"""Examples of the OpenAPI description."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample

PAYABLE_ID = "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11"
INTENT_ID = "0198c5f2-8b10-7d02-8a11-5c2d7e9f0a22"
PAYER_ID = "0198c5f0-1122-7aaa-8bbb-99aabbccddee"
_AMOUNT = {"amount_minor": 1_575_000, "currency": "INR"}
_ZERO = {"amount_minor": 0, "currency": "INR"}
_TAX_LINES = [
    {
        "name": "GST 5 %",
        "rate_basis_points": 500,
        "taxable": {"amount_minor": 1_500_000, "currency": "INR"},
        "tax": {"amount_minor": 75_000, "currency": "INR"},
    }
]
_INTENT = {
    "id": INTENT_ID,
    "payable_id": PAYABLE_ID,
    "gateway": "sandbox",
    "amount": _AMOUNT,
    "state": "REQUIRES_PAYMENT_METHOD",
    "decline_code": "",
    "next_action": None,
    "version": 1,
    "created_at": "2026-11-22T08:00:00Z",
}

INTENT_INPUT = OpenApiExample(
    "pay", value={"payable_id": PAYABLE_ID, "amount": _AMOUNT}, request_only=True
)
CONFIRM_INPUT = OpenApiExample(
    "3-D Secure",
    value={"intent_id": INTENT_ID, "payment_method": "pm_sandbox_3ds"},
    request_only=True,
)
NEW_INTENT = OpenApiExample("begun", value=_INTENT, response_only=True, status_codes=["201"])
CHALLENGED_INTENT = OpenApiExample(
    "3-D Secure asked for",
    value=_INTENT
    | {
        "state": "REQUIRES_ACTION",
        "version": 3,
        "next_action": {
            "type": "redirect",
            "url": "https://riz.example/sandbox/challenges/kJ3wqk0hS7m2",
        },
    },
    response_only=True,
    status_codes=["200"],
)
PAYABLE = OpenApiExample(
    "open",
    value={
        "id": PAYABLE_ID,
        "reference": "TRP-2026-000123",
        "description": "Unakoti and Jampui Hills, 4 days",
        "amount": _AMOUNT,
        "paid": _ZERO,
        "refunded": _ZERO,
        "refund_pending": _ZERO,
        "state": "OPEN",
        "expires_at": "2026-11-22T08:15:00Z",
        "tax_lines": _TAX_LINES,
    },
    response_only=True,
    status_codes=["200"],
)
RECEIPT = OpenApiExample(
    "paid",
    value={
        "id": "0198c5f3-0000-7000-8000-000000000001",
        "number": "R/2627/000042",
        "payable_id": PAYABLE_ID,
        "intent_id": INTENT_ID,
        "reference": "TRP-2026-000123",
        "description": "Unakoti and Jampui Hills, 4 days",
        "payer_id": PAYER_ID,
        "payer_name": "Asha Debbarma",
        "amount": _AMOUNT,
        "tax_lines": _TAX_LINES,
        "issued_at": "2026-11-22T08:03:12Z",
    },
    response_only=True,
    status_codes=["200"],
)
