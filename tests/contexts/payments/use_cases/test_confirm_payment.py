from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from contexts.payments import errors, models
from contexts.payments.contracts import IntentState, PayableState
from contexts.payments.gateways.protocol import InsideTransaction
from contexts.payments.parts.sandbox import api as sandbox
from contexts.payments.use_cases.close_payable import close_payable
from contexts.payments.use_cases.confirm_payment import confirm_payment
from contexts.payments.use_cases.start_payment import start_payment
from tests.contexts.payments.factories import AT, PAYER_ACTOR, STRANGER, PayableFactory

pytestmark = pytest.mark.django_db(transaction=True)


def start(payable):
    return start_payment(payable_id=payable.id, expected=None, actor=PAYER_ACTOR, at=AT)


def confirm(intent, method="pm_sandbox_success", *, actor=PAYER_ACTOR, at=AT):
    return confirm_payment(intent_id=intent.id, payment_method=method, actor=actor, at=at)


class TestConfirmPayment:
    def test_charges_pays_and_tells(self, pay, published):
        payable = PayableFactory()

        intent = pay("pm_sandbox_success", payable=payable)

        payable.refresh_from_db()
        assert intent.state == IntentState.SUCCEEDED
        assert payable.state == PayableState.PAID
        assert payable.paid_minor == payable.amount_minor
        assert sandbox.get_balance().captured_minor == payable.amount_minor
        assert published() == ["payments.payable.paid.v1"]
        assert models.Receipt.objects.get().number == "R/2526/000001"

    def test_gives_the_same_result_twice(self, pay, published):
        intent = pay("pm_sandbox_success")

        again = confirm(intent, "pm_sandbox_declined")

        assert again == intent
        assert published() == ["payments.payable.paid.v1"]

    def test_twenty_at_once_charge_once(self, in_parallel, published):
        intent = start(PayableFactory())

        results = in_parallel(lambda _: confirm(intent), times=20)

        assert {result.state for result in results} <= {
            IntentState.PROCESSING,
            IntentState.SUCCEEDED,
        }
        assert models.SandboxKey.objects.filter(key__contains=":confirm:").count() == 1
        assert sandbox.get_balance().captured_minor == intent.amount.amount_minor
        assert published() == ["payments.payable.paid.v1"]

    @pytest.mark.parametrize(
        ("method", "code"),
        [
            ("pm_sandbox_declined", "card_declined"),
            ("pm_sandbox_insufficient_funds", "insufficient_funds"),
        ],
    )
    def test_a_decline_leaves_the_payable_open(self, method, code, published):
        payable = PayableFactory()
        intent = start(payable)

        for _ in range(2):
            with pytest.raises(errors.PaymentDeclined) as declined:
                confirm(intent, method)
            assert declined.value.details["decline_code"] == code

        payable.refresh_from_db()
        assert payable.state == PayableState.OPEN
        assert published() == ["payments.payable.payment_failed.v1"]

    def test_another_attempt_may_follow_a_decline(self, pay):
        payable = PayableFactory()
        with pytest.raises(errors.PaymentDeclined):
            pay("pm_sandbox_declined", payable=payable)

        assert pay("pm_sandbox_success", payable=payable).state == IntentState.SUCCEEDED

    def test_a_challenge_names_where_to_go(self, pay):
        intent = pay("pm_sandbox_3ds")

        assert intent.state == IntentState.REQUIRES_ACTION
        assert "/sandbox/challenges/" in intent.next_action_url
        assert sandbox.get_balance().captured_minor == 0

    def test_a_lost_answer_leaves_the_outcome_open(self, pay):
        payable = PayableFactory()

        intent = pay("pm_sandbox_timeout", payable=payable)

        payable.refresh_from_db()
        assert intent.state == IntentState.PROCESSING
        assert payable.state == PayableState.OPEN
        assert confirm(intent).state == IntentState.PROCESSING

    def test_an_unknown_method_may_be_replaced(self):
        intent = start(PayableFactory())

        with pytest.raises(errors.UnknownPaymentMethod):
            confirm(intent, "pm_sandbox_imagined")

        assert confirm(intent).state == IntentState.SUCCEEDED

    def test_hides_the_payment_from_anybody_but_its_payer(self):
        intent = start(PayableFactory())

        with pytest.raises(errors.IntentNotFound):
            confirm(intent, actor=STRANGER)

    def test_refuses_when_the_payable_expired_meanwhile(self):
        intent = start(PayableFactory(expires_at=AT + timedelta(minutes=15)))

        with pytest.raises(errors.PayableExpired):
            confirm(intent, at=AT + timedelta(minutes=15))

        assert sandbox.get_balance().captured_minor == 0

    def test_refuses_when_the_payable_was_closed_meanwhile(self):
        payable = PayableFactory()
        intent = start(payable)
        close_payable(payable_id=payable.id, at=AT)

        with pytest.raises(errors.IntentCancelled):
            confirm(intent)

    def test_no_gateway_is_asked_inside_a_transaction(self):
        intent = start(PayableFactory())

        with transaction.atomic(), pytest.raises(InsideTransaction):
            confirm(intent)
