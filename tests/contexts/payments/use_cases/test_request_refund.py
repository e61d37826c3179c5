from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from contexts.payments import api, errors, models
from contexts.payments.contracts import IntentState, PayableState, RefundState
from contexts.payments.use_cases.request_refund import request_refund
from riz.actor import Actor, Grant
from riz.money import Money
from tests.contexts.payments.factories import AT, PayableFactory, PaymentIntentFactory

OURS = UUID("0198c5f0-0000-7aaa-8bbb-000000000001")
THEIRS = UUID("0198c5f0-0000-7aaa-8bbb-000000000002")


def paid(amount=1_000, **facts):
    payable = PayableFactory(
        amount_minor=amount, paid_minor=amount, state=PayableState.PAID, **facts
    )
    PaymentIntentFactory(payable=payable, state=IntentState.SUCCEEDED)
    return payable


def refund(payable, amount):
    return api.refund_payable(
        payable_id=payable.id, amount=Money(amount, "INR"), reason="cancelled", at=AT
    )


@pytest.mark.django_db
class TestRequestRefund:
    def test_promises_money_back(self):
        payable = paid()

        promise = refund(payable, 400)

        payable.refresh_from_db()
        assert promise.state == RefundState.PENDING
        assert (payable.refund_pending_minor, payable.refunded_minor) == (400, 0)

    def test_two_equal_ones_are_two(self):
        payable = paid()

        first, second = refund(payable, 400), refund(payable, 400)

        assert first.id != second.id
        assert api.get_payable(payable_id=payable.id).refund_pending == Money(800, "INR")

    @pytest.mark.parametrize("amount", [1_001, 0, -1])
    def test_refuses_more_than_was_paid_and_less_than_something(self, amount):
        payable = paid()

        with pytest.raises(errors.RefundTooLarge):
            refund(payable, amount)

        assert not models.Refund.objects.exists()

    def test_refuses_what_is_not_paid(self):
        with pytest.raises(errors.RefundTooLarge):
            refund(PayableFactory(), 1)

    def test_refuses_another_currency(self):
        with pytest.raises(errors.WrongCurrency):
            api.refund_payable(
                payable_id=paid().id, amount=Money(1, "USD"), reason="cancelled", at=AT
            )

    def test_refuses_a_payable_that_does_not_exist(self):
        with pytest.raises(errors.PayableNotFound):
            api.refund_payable(payable_id=OURS, amount=Money(1, "INR"), reason="cancelled", at=AT)

    @pytest.mark.parametrize(("organisation", "may"), [(None, True), (OURS, True), (THEIRS, False)])
    def test_staff_refunds_what_its_own_organisation_was_paid(self, organisation, may):
        payable = paid(payees=[{"organisation_id": str(OURS), "amount_minor": 1_000}])
        staff = Actor(
            id=THEIRS,
            grants=frozenset({Grant(permission="payments.refund", organisation_id=organisation)}),
        )

        def ask():
            return request_refund(
                payable_id=payable.id, amount=Money(1, "INR"), reason="r", actor=staff, at=AT
            )

        if may:
            assert ask().amount == Money(1, "INR")
        else:
            with pytest.raises(errors.RefundNotAllowed):
                ask()

    def test_the_database_itself_refuses_to_promise_too_much(self):
        payable = paid()

        with pytest.raises(IntegrityError), transaction.atomic():
            models.Payable.objects.filter(id=payable.id).update(refund_pending_minor=1_001)


@pytest.mark.django_db(transaction=True)
class TestRequestRefundsInParallel:
    def test_the_last_rupee_goes_once(self, in_parallel):
        payable = paid(1_000)

        results = in_parallel(lambda _: refund(payable, 300), times=8)

        refused = [result for result in results if isinstance(result, errors.RefundTooLarge)]
        payable.refresh_from_db()
        assert len(refused) == 5
        assert payable.refund_pending_minor == 900
