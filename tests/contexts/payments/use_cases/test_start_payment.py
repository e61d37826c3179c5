from __future__ import annotations

from datetime import timedelta

import pytest

from contexts.payments import errors, models
from contexts.payments.contracts import IntentState, PayableState
from contexts.payments.use_cases.start_payment import start_payment
from riz.money import Money
from tests.contexts.payments.factories import AT, PAYER_ACTOR, STRANGER, PayableFactory

pytestmark = pytest.mark.django_db


def start(payable, *, actor=PAYER_ACTOR, expected=None, at=AT):
    return start_payment(payable_id=payable.id, expected=expected, actor=actor, at=at)


class TestStartPayment:
    def test_takes_the_amount_from_the_payable(self):
        payable = PayableFactory(amount_minor=4_200)

        intent = start(payable, expected=Money(4_200, "INR"))

        assert intent.amount == Money(4_200, "INR")
        assert intent.state == IntentState.REQUIRES_PAYMENT_METHOD

    def test_returns_the_intent_that_is_under_way(self):
        payable = PayableFactory()

        first = start(payable)
        second = start(payable)

        assert first == second
        assert models.PaymentIntent.objects.count() == 1

    def test_hides_the_payable_from_anybody_but_its_payer(self):
        with pytest.raises(errors.PayableNotFound):
            start(PayableFactory(), actor=STRANGER)

    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            ({"state": PayableState.PAID, "paid_minor": 1_575_000}, errors.AlreadyPaid),
            ({"state": PayableState.CLOSED}, errors.PayableClosed),
            ({"expires_at": AT}, errors.PayableExpired),
        ],
    )
    def test_refuses_what_takes_no_payment(self, facts, refusal):
        with pytest.raises(refusal):
            start(PayableFactory(**facts))

    def test_takes_a_payment_until_the_last_moment(self):
        payable = PayableFactory(expires_at=AT + timedelta(microseconds=1))

        assert start(payable).payable_id == payable.id

    @pytest.mark.parametrize(
        ("expected", "refusal"),
        [
            (Money(1_575_000, "USD"), errors.WrongCurrency),
            (Money(1, "INR"), errors.AmountDiffers),
        ],
    )
    def test_refuses_what_the_client_believes_wrongly(self, expected, refusal):
        with pytest.raises(refusal):
            start(PayableFactory(), expected=expected)

        assert not models.PaymentIntent.objects.exists()

    def test_refuses_the_sandbox_where_it_is_not_allowed(self, settings):
        settings.PAYMENTS_SANDBOX = False

        with pytest.raises(errors.GatewayNotOffered):
            start(PayableFactory())
