"""Examples of the OpenAPI description."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample

RESOURCE_ID = "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11"
_LINE = {
    "resource_id": RESOURCE_ID,
    "first_date": "2026-12-24",
    "end_date": "2026-12-26",
    "quantity": 1,
}
_PRICE = {"amount_minor": 240_000, "currency": "INR"}

HOLD_INPUT = OpenApiExample("two nights", value={"lines": [_LINE]}, request_only=True)
HOLD = OpenApiExample(
    "held",
    value={
        "id": "0198c5f3-1c11-7e0b-8d7a-2f4b8a6c9d10",
        "state": "HELD",
        "expires_at": "2026-11-22T08:15:00Z",
        "lines": [_LINE],
    },
    response_only=True,
)
AVAILABILITY = OpenApiExample(
    "one night",
    value={
        "resource_id": RESOURCE_ID,
        "dates": [
            {
                "date": "2026-12-24",
                "free": 7,
                "is_closed": False,
                "min_stay": 1,
                "closed_to_arrival": False,
                "closed_to_departure": False,
                "unit_price": _PRICE,
            }
        ],
    },
    response_only=True,
)
QUOTE = OpenApiExample(
    "one night",
    value={
        "resource_id": RESOURCE_ID,
        "check_in": "2026-12-24",
        "check_out": "2026-12-25",
        "units": 1,
        "guests": 2,
        "nights": [{"date": "2026-12-24", "free": 7, "price": _PRICE, "unit_prices": [_PRICE]}],
        "total": _PRICE,
        "refusal": None,
    },
    response_only=True,
)
