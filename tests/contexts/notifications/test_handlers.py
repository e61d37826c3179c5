from __future__ import annotations

import pytest
from django.db import transaction

from contexts.booking import events
from contexts.notifications import models
from contexts.notifications.contracts import Kind
from riz.ids import new_id
from riz.money import Money
from riz.outbox.publishing import publish
from tests.contexts.notifications.factories import AT

pytestmark = pytest.mark.django_db

NOTHING = Money(0, "INR")
SOMETHING = Money(123_450, "INR")


def confirmed(booking):
    return events.BookingConfirmed(
        booking_id=booking.id,
        reference=booking.reference,
        created_by=booking.created_by,
        seller_id=booking.seller_id,
        total=booking.total,
        start_date=booking.start_date,
        end_date=booking.end_date,
        occurred_at=AT,
    )


def ended(kind, booking, refund):
    return kind(
        booking_id=booking.id,
        reference=booking.reference,
        reason="hold_expired",
        refund_due=refund,
        occurred_at=AT,
    )


@pytest.fixture
def tell(deliver_events):
    """Publish an event and deliver it; the kinds of the messages that it left."""

    def publish_and_deliver(event):
        with transaction.atomic():
            publish(event)
        deliver_events()
        return list(models.Message.objects.values_list("kind", flat=True))

    return publish_and_deliver


class TestHandlers:
    def test_a_confirmation_is_written(self, booking, tell):
        assert tell(confirmed(booking)) == [Kind.BOOKING_CONFIRMED]

    @pytest.mark.parametrize("refund", [NOTHING, SOMETHING])
    def test_a_cancellation_is_told_with_or_without_money(self, booking, tell, refund):
        told = tell(ended(events.BookingCancelled, booking, refund))

        assert told == [Kind.BOOKING_CANCELLED]

    def test_a_failure_is_told_when_money_goes_back(self, booking, tell):
        assert tell(ended(events.BookingFailed, booking, SOMETHING)) == [Kind.BOOKING_FAILED]

    @pytest.mark.parametrize("refund", [NOTHING, SOMETHING])
    def test_a_change_is_told_with_or_without_money(self, booking, tell, refund):
        modified = events.BookingModified(
            booking_id=booking.id,
            reference=booking.reference,
            total=booking.total,
            refund_due=refund,
            start_date=booking.start_date,
            end_date=booking.end_date,
            order_id=booking.order_id,
            trip_id=None,
            items=(),
            occurred_at=AT,
        )

        assert tell(modified) == [Kind.BOOKING_MODIFIED]

    def test_an_overdue_balance_is_told(self, booking, tell):
        overdue = events.BalanceOverdue(
            booking_id=booking.id,
            reference=booking.reference,
            amount=SOMETHING,
            payable_id=new_id(),
            cancels_at=AT,
            occurred_at=AT,
        )

        assert tell(overdue) == [Kind.BALANCE_OVERDUE]

    def test_a_hold_that_ran_out_unpaid_is_not_told(self, booking, tell):
        assert tell(ended(events.BookingFailed, booking, NOTHING)) == []
