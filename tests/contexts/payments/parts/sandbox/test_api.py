from __future__ import annotations

import pytest

from contexts.payments.models import SandboxWebhook
from contexts.payments.parts.sandbox import api as sandbox
from contexts.payments.parts.sandbox import errors
from riz.money import Money
from tests.contexts.payments.factories import AT

pytestmark = pytest.mark.django_db

AMOUNT = Money(1_000, "INR")


def create(*, key="create", amount=AMOUNT):
    return sandbox.create_charge(reference="ours", amount=amount, key=key, at=AT)


def confirm(charge, *, key="confirm", method="pm_sandbox_success"):
    return sandbox.confirm_charge(
        charge_id=charge.id, payment_method=method, key=key, settles_at=AT, at=AT
    )


def refund(charge, amount, *, key):
    return sandbox.refund_charge(charge_id=charge.id, amount=Money(amount, "INR"), key=key, at=AT)


class TestIdempotencyKeys:
    def test_the_same_key_gives_the_same_answer(self):
        charge = create()

        assert create() == charge
        assert confirm(charge) == confirm(charge)
        assert refund(charge, 400, key="refund") == refund(charge, 400, key="refund")
        assert sandbox.get_balance() == sandbox.Balance(captured_minor=1_000, refunded_minor=400)

    def test_the_same_key_with_other_parameters_is_refused(self):
        charge = confirm(create())
        refund(charge, 400, key="refund")

        with pytest.raises(errors.KeyReused):
            create(amount=Money(2_000, "INR"))
        with pytest.raises(errors.KeyReused):
            confirm(charge, method="pm_sandbox_3ds")
        with pytest.raises(errors.KeyReused):
            refund(charge, 401, key="refund")

    def test_another_key_does_not_charge_a_charged_one(self):
        charge = confirm(create())

        with pytest.raises(errors.ChargeSettled):
            confirm(charge, key="another")


class TestMethods:
    @pytest.mark.parametrize(
        ("method", "state"),
        [
            ("pm_sandbox_success", "SUCCEEDED"),
            ("pm_sandbox_declined", "FAILED"),
            ("pm_sandbox_insufficient_funds", "FAILED"),
            ("pm_sandbox_3ds", "REQUIRES_ACTION"),
            ("pm_sandbox_late_success", "PROCESSING"),
        ],
    )
    def test_each_has_its_fate_and_tells_of_it(self, method, state):
        assert confirm(create(), method=method).state == state
        assert SandboxWebhook.objects.count() == 1

    def test_a_lost_answer_has_taken_the_money(self):
        charge = create()

        with pytest.raises(sandbox.AnswerLost):
            confirm(charge, method="pm_sandbox_timeout")

        assert confirm(charge, method="pm_sandbox_timeout").state == "SUCCEEDED"
        assert sandbox.get_balance().captured_minor == 1_000


class TestRefundCharge:
    def test_gives_back_no_more_than_was_taken(self):
        charge = confirm(create())
        refund(charge, 600, key="first")

        with pytest.raises(errors.RefundExceedsCharge):
            refund(charge, 401, key="second")

        assert sandbox.get_balance().refunded_minor == 600

    def test_gives_nothing_back_of_what_was_not_taken(self):
        with pytest.raises(errors.RefundExceedsCharge):
            refund(create(), 1, key="refund")
