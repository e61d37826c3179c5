from __future__ import annotations

import itertools

import pytest

from contexts.payments import models
from contexts.payments.contracts import IntentState, PayableState
from contexts.payments.gateways.protocol import GatewayIntent
from contexts.payments.use_cases.record_charge import GatewayDisagrees, record_charge
from riz.money import Money
from tests.contexts.payments.factories import AT, PaymentIntentFactory

pytestmark = pytest.mark.django_db

NEWS = [
    IntentState.REQUIRES_PAYMENT_METHOD,
    IntentState.REQUIRES_ACTION,
    IntentState.PROCESSING,
    IntentState.SUCCEEDED,
]


def tell(intent, state, **facts):
    charge = GatewayIntent(
        **{
            "id": "pi_sandbox_1",
            "reference": str(intent.id),
            "amount": intent.amount,
            "state": state,
            **facts,
        }
    )
    return record_charge(intent_id=intent.id, charge=charge, at=AT)


class TestRecordCharge:
    @pytest.mark.parametrize("order", list(itertools.permutations(NEWS)))
    def test_news_in_any_order_end_in_one_payment(self, order, published):
        intent = PaymentIntentFactory()

        for state in order:
            tell(intent, state)

        intent.refresh_from_db()
        assert intent.state == IntentState.SUCCEEDED
        assert intent.payable.state == PayableState.PAID
        told = [name for name in published() if name != "payments.payable.payment_processing.v1"]
        assert told == ["payments.payable.paid.v1"]

    def test_a_payment_under_way_is_published_once(self, published):
        intent = PaymentIntentFactory()

        for _ in range(2):
            tell(intent, IntentState.PROCESSING)

        assert published() == ["payments.payable.payment_processing.v1"]

    @pytest.mark.parametrize("late", NEWS)
    def test_an_echo_from_the_past_changes_nothing(self, late):
        intent = PaymentIntentFactory()
        succeeded = tell(intent, IntentState.SUCCEEDED)

        assert tell(intent, late) == succeeded

    def test_a_decline_is_not_undone_by_an_echo(self, published):
        intent = PaymentIntentFactory()
        tell(intent, IntentState.FAILED, decline_code="card_declined")

        after = tell(intent, IntentState.PROCESSING)

        assert (after.state, after.decline_code) == (IntentState.FAILED, "card_declined")
        assert published() == ["payments.payable.payment_failed.v1"]

    def test_an_announced_charge_does_not_end_the_call_under_way(self):
        intent = PaymentIntentFactory(call_started_at=AT, attempt=1)

        tell(intent, IntentState.REQUIRES_PAYMENT_METHOD)

        intent.refresh_from_db()
        assert intent.call_started_at == AT

    @pytest.mark.parametrize("amount", [Money(1, "INR"), Money(1_575_000, "USD")])
    def test_another_amount_than_ours_is_recorded_by_nobody(self, amount):
        intent = PaymentIntentFactory()

        with pytest.raises(GatewayDisagrees):
            tell(intent, IntentState.SUCCEEDED, amount=amount)

        assert not models.Receipt.objects.exists()

    def test_receipts_are_numbered_without_gaps(self):
        for _ in range(3):
            tell(PaymentIntentFactory(), IntentState.SUCCEEDED, id="")

        numbers = sorted(models.Receipt.objects.values_list("number", flat=True))
        assert numbers == ["R/2526/000001", "R/2526/000002", "R/2526/000003"]
