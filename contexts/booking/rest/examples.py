"""Samples of the OpenAPI description."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from drf_spectacular.utils import OpenApiExample

from riz.money import Money

from ..contracts import (
    Booking,
    BookingItem,
    BookingStatus,
    CancellationQuote,
    Channel,
    ItemKind,
    ItemQuote,
    OrderQuote,
    PaymentStatus,
    RefundTier,
    RefundUntil,
    Source,
)

BOOKING_ID = UUID("0198c5f4-2b6a-7d1e-9c3f-4a5b6c7d8e90")
ITEM_ID = UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11")

BOOKING_INPUT = OpenApiExample(
    "a package for three",
    value={
        "kind": "PACKAGE",
        "item_id": str(ITEM_ID),
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
        "expected_total": {"amount_minor": 2_625_000, "currency": "INR"},
    },
    request_only=True,
)
CANCEL_INPUT = OpenApiExample("with a reason", value={"reason": "Ill"}, request_only=True)
BOOKING = Booking(
    id=BOOKING_ID,
    reference="TRP-2026-000123",
    status=BookingStatus.ON_HOLD,
    payment_status=PaymentStatus.PENDING,
    source=Source.PORTAL,
    channel=Channel.ONLINE,
    created_by=UUID("0198c5f0-1122-7aaa-8bbb-99aabbccddee"),
    seller_id=UUID("0198c5f0-3344-7aaa-8bbb-99aabbccddee"),
    start_date=dt.date(2026, 12, 25),
    end_date=dt.date(2026, 12, 27),
    time_zone="Asia/Kolkata",
    adults=2,
    children=1,
    infants=0,
    contact_name="Asha Debbarma",
    contact_email="asha@riz.example",
    contact_phone="",
    customers=(),
    items=(
        BookingItem(
            kind=ItemKind.PACKAGE,
            item_id=ITEM_ID,
            name="Agartala weekend, adult",
            quantity=2,
            unit_price=Money(1_250_000, "INR"),
            price=Money(2_500_000, "INR"),
            tax_rate_basis_points=500,
            sac="998555",
            tax=Money(125_000, "INR"),
        ),
    ),
    total=Money(2_625_000, "INR"),
    paid=Money(0, "INR"),
    refund_due=Money(0, "INR"),
    refund_failed=Money(0, "INR"),
    refunded=Money(0, "INR"),
    payable_id=UUID("0198c5f4-3000-7d1e-9c3f-4a5b6c7d8e90"),
    hold_id=UUID("0198c5f3-1c11-7e0b-8d7a-2f4b8a6c9d10"),
    hold_expires_at=dt.datetime(2026, 11, 22, 8, 15, tzinfo=dt.UTC),
    reason="",
    created_at=dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC),
    version=2,
)
CANCELLATION_QUOTE = CancellationQuote(
    booking_id=BOOKING_ID,
    quoted_at=dt.datetime(2026, 12, 21, 8, 0, tzinfo=dt.UTC),
    travel_starts_at=dt.datetime(2026, 12, 24, 18, 30, tzinfo=dt.UTC),
    refund_percent=50,
    paid=Money(2_625_000, "INR"),
    refund=Money(1_312_500, "INR"),
    tiers=(
        RefundTier(hours_before=168, refund_percent=100),
        RefundTier(hours_before=48, refund_percent=50),
    ),
)
_LINE = BOOKING.items[0]
ORDER_QUOTE = OrderQuote(
    quoted_at=dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC),
    items=(
        ItemQuote(
            kind=ItemKind.PACKAGE,
            item_id=ITEM_ID,
            name="Agartala weekend",
            lines=(_LINE,),
            price=_LINE.price,
            tax=_LINE.tax,
            total=BOOKING.total,
            travel_starts_at=dt.datetime(2026, 12, 24, 18, 30, tzinfo=dt.UTC),
            refunds=(
                RefundUntil(
                    until=dt.datetime(2026, 12, 17, 18, 30, tzinfo=dt.UTC), refund_percent=100
                ),
                RefundUntil(
                    until=dt.datetime(2026, 12, 22, 18, 30, tzinfo=dt.UTC), refund_percent=50
                ),
            ),
            refusal=None,
            refusal_message=None,
        ),
    ),
    price=_LINE.price,
    tax=_LINE.tax,
    total=BOOKING.total,
)
QUOTE_INPUT = OpenApiExample(
    "a package for three",
    value={
        "items": [
            {
                "kind": "PACKAGE",
                "item_id": str(ITEM_ID),
                "start_date": "2026-12-25",
                "adults": 2,
                "children": 1,
            }
        ]
    },
    request_only=True,
)
