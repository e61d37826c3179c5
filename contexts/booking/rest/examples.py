"""Examples of the OpenAPI description."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample

BOOKING_ID = "0198c5f4-2b6a-7d1e-9c3f-4a5b6c7d8e90"
ITEM_ID = "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11"


def _inr(minor: int) -> dict[str, object]:
    return {"amount_minor": minor, "currency": "INR"}


BOOKING_INPUT = OpenApiExample(
    "a package for three",
    value={
        "kind": "PACKAGE",
        "item_id": ITEM_ID,
        "start_date": "2026-12-25",
        "adults": 2,
        "children": 1,
        "customers": [
            {
                "full_name": "Asha Debbarma",
                "id_kind": "PASSPORT",
                "id_number": "K1234567",
                "contacts": [{"kind": "EMERGENCY", "name": "Ravi", "phone": "+91 381 555 0100"}],
            }
        ],
        "expected_total": _inr(2_625_000),
    },
    request_only=True,
)
CANCEL_INPUT = OpenApiExample("with a reason", value={"reason": "Ill"}, request_only=True)
BOOKING = OpenApiExample(
    "on hold",
    value={
        "id": BOOKING_ID,
        "reference": "TRP-2026-000123",
        "status": "ON_HOLD",
        "payment_status": "PENDING",
        "source": "PORTAL",
        "channel": "ONLINE",
        "created_by": "0198c5f0-1122-7aaa-8bbb-99aabbccddee",
        "seller_id": "0198c5f0-3344-7aaa-8bbb-99aabbccddee",
        "start_date": "2026-12-25",
        "end_date": "2026-12-27",
        "time_zone": "Asia/Kolkata",
        "adults": 2,
        "children": 1,
        "infants": 0,
        "contact_name": "Asha Debbarma",
        "contact_email": "asha@riz.example",
        "contact_phone": "",
        "customers": [],
        "items": [
            {
                "kind": "PACKAGE",
                "item_id": ITEM_ID,
                "name": "Agartala weekend, adult",
                "quantity": 2,
                "unit_price": _inr(1_250_000),
                "price": _inr(2_500_000),
                "tax_rate_basis_points": 500,
                "tax": _inr(125_000),
            }
        ],
        "total": _inr(2_625_000),
        "paid": _inr(0),
        "refund_due": _inr(0),
        "refunded": _inr(0),
        "payable_id": "0198c5f4-3000-7d1e-9c3f-4a5b6c7d8e90",
        "hold_id": "0198c5f3-1c11-7e0b-8d7a-2f4b8a6c9d10",
        "hold_expires_at": "2026-11-22T08:15:00Z",
        "reason": "",
        "created_at": "2026-11-22T08:00:00Z",
        "version": 2,
    },
    response_only=True,
)
CANCELLATION_QUOTE = OpenApiExample(
    "half goes back",
    value={
        "booking_id": BOOKING_ID,
        "quoted_at": "2026-12-21T08:00:00Z",
        "travel_starts_at": "2026-12-24T18:30:00Z",
        "refund_percent": 50,
        "paid": _inr(2_625_000),
        "refund": _inr(1_312_500),
        "tiers": [
            {"hours_before": 168, "refund_percent": 100},
            {"hours_before": 48, "refund_percent": 50},
        ],
    },
    response_only=True,
)
