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
    CancellationTerms,
    CancellationTier,
    Channel,
    Charge,
    ChargeKind,
    ChargeUntil,
    ItemCancellation,
    ItemKind,
    ItemQuote,
    ItemState,
    LineKind,
    ModificationQuote,
    Order,
    OrderPayable,
    OrderQuote,
    PayablePurpose,
    PayableStatus,
    PaymentStatus,
    PriceLine,
    Source,
    TravellerKind,
)

BOOKING_ID = UUID("0198c5f4-2b6a-7d1e-9c3f-4a5b6c7d8e90")
ITEM_ID = UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11")

ORDER_ID = UUID("0198c5f4-2b6a-7d1e-9c3f-4a5b6c7d8e91")
BOUGHT_ID = UUID("0198c5f4-2b6a-7d1e-9c3f-4a5b6c7d8e92")
PAYER_ID = UUID("0198c5f0-1122-7aaa-8bbb-99aabbccddee")

_WISH = {
    "kind": "PACKAGE",
    "item_id": str(ITEM_ID),
    "start_date": "2026-12-25",
    "adults": 2,
}
ORDER_INPUT = OpenApiExample(
    "a package for two",
    value={
        "items": [_WISH],
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
QUOTE_INPUT = OpenApiExample("a package for two", value={"items": [_WISH]}, request_only=True)
CANCEL_INPUT = OpenApiExample("with a reason", value={"reason": "Ill"}, request_only=True)
MODIFY_INPUT = OpenApiExample(
    "a week later",
    value={"items": [{"id": str(BOUGHT_ID), **_WISH, "start_date": "2027-01-01"}]},
    request_only=True,
)
_STARTS_AT = dt.datetime(2026, 12, 25, 3, 30, tzinfo=dt.UTC)
_LINE = PriceLine(
    kind=LineKind.BASE,
    name="Agartala weekend, adult",
    date=None,
    traveller_kind=TravellerKind.ADULT,
    guests=None,
    quantity=2,
    unit_price=Money(1_250_000, "INR"),
    price=Money(2_500_000, "INR"),
    tax_rule_id=UUID("0198c5f0-5566-7aaa-8bbb-99aabbccddee"),
    tax_rate_basis_points=500,
    sac="998555",
    tax=Money(125_000, "INR"),
)
_TERMS = CancellationTerms(
    tiers=(
        CancellationTier(hours_before=168, charge=Charge(kind=ChargeKind.PERCENT, value=0)),
        CancellationTier(hours_before=48, charge=Charge(kind=ChargeKind.PERCENT, value=50)),
    ),
    grace_hours=0,
    no_show=Charge(kind=ChargeKind.PERCENT, value=100),
)
_TOTAL = _LINE.price + _LINE.tax
_NOTHING = Money(0, "INR")
BOOKING = Booking(
    id=BOOKING_ID,
    order_id=ORDER_ID,
    trip_id=None,
    reference="TRP-2026-000123",
    title="Agartala weekend",
    status=BookingStatus.ON_HOLD,
    payment_status=PaymentStatus.PENDING,
    source=Source.PORTAL,
    channel=Channel.ONLINE,
    created_by=PAYER_ID,
    seller_id=UUID("0198c5f0-3344-7aaa-8bbb-99aabbccddee"),
    start_date=dt.date(2026, 12, 25),
    end_date=dt.date(2026, 12, 27),
    time_zone="Asia/Kolkata",
    contact_name="Asha Debbarma",
    contact_email="asha@riz.example",
    contact_phone="",
    customers=(),
    items=(
        BookingItem(
            id=BOUGHT_ID,
            kind=ItemKind.PACKAGE,
            item_id=ITEM_ID,
            name="Agartala weekend",
            state=ItemState.ACTIVE,
            start_date=dt.date(2026, 12, 25),
            end_date=dt.date(2026, 12, 27),
            start_time=None,
            travel_starts_at=_STARTS_AT,
            time_zone="Asia/Kolkata",
            quantity=1,
            adults=2,
            children=0,
            infants=0,
            child_ages=(),
            lines=(_LINE,),
            terms=_TERMS,
            total=_TOTAL,
        ),
    ),
    total=_TOTAL,
    paid=_NOTHING,
    refund_due=_NOTHING,
    refund_failed=_NOTHING,
    balance_due_at=None,
    refunded=_NOTHING,
    hold_id=UUID("0198c5f3-1c11-7e0b-8d7a-2f4b8a6c9d10"),
    hold_expires_at=dt.datetime(2026, 11, 22, 8, 15, tzinfo=dt.UTC),
    reason="",
    created_at=dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC),
    version=2,
)
ORDER = Order(
    id=ORDER_ID,
    reference="TRP-2026-000123",
    trip_id=None,
    source=Source.PORTAL,
    channel=Channel.ONLINE,
    created_by=PAYER_ID,
    hold_id=BOOKING.hold_id,
    hold_expires_at=BOOKING.hold_expires_at,
    total=_TOTAL,
    paid=_NOTHING,
    bookings=(BOOKING,),
    payables=(
        OrderPayable(
            id=UUID("0198c5f4-3000-7d1e-9c3f-4a5b6c7d8e90"),
            purpose=PayablePurpose.TOTAL,
            status=PayableStatus.OPEN,
            booking_id=None,
            payer_id=PAYER_ID,
            amount=_TOTAL,
            refunded=_NOTHING,
            due_at=dt.datetime(2026, 11, 22, 8, 15, tzinfo=dt.UTC),
        ),
    ),
    created_at=BOOKING.created_at,
)
_HALF = Money(1_312_500, "INR")
CANCELLATION_QUOTE = CancellationQuote(
    booking_id=BOOKING_ID,
    quoted_at=dt.datetime(2026, 12, 21, 8, 0, tzinfo=dt.UTC),
    items=(ItemCancellation(item_id=BOUGHT_ID, name="Agartala weekend", price=_TOTAL, kept=_HALF),),
    kept=_HALF,
    paid=_TOTAL,
    refund=_HALF,
)
_ITEM_QUOTE = ItemQuote(
    kind=ItemKind.PACKAGE,
    item_id=ITEM_ID,
    name="Agartala weekend",
    lines=(_LINE,),
    price=_LINE.price,
    tax=_LINE.tax,
    total=_TOTAL,
    travel_starts_at=_STARTS_AT,
    free_until=_STARTS_AT - dt.timedelta(days=7),
    charges=(
        ChargeUntil(until=_STARTS_AT - dt.timedelta(days=7), charge=_NOTHING),
        ChargeUntil(until=_STARTS_AT - dt.timedelta(days=2), charge=_HALF),
    ),
    refusal=None,
    refusal_message=None,
)
ORDER_QUOTE = OrderQuote(
    quoted_at=dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC),
    items=(_ITEM_QUOTE,),
    price=_LINE.price,
    tax=_LINE.tax,
    total=_TOTAL,
    due_now=_TOTAL,
    balance_due_at=None,
)
MODIFICATION_QUOTE = ModificationQuote(
    booking_id=BOOKING_ID,
    quoted_at=dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC),
    items=(_ITEM_QUOTE,),
    total_before=_TOTAL,
    total_after=_TOTAL,
    kept=_NOTHING,
    difference=_NOTHING,
)
