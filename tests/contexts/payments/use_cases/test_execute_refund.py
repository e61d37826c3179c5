from __future__ import annotations

from datetime import timedelta

import pytest

from contexts.payments import api, errors, models
from contexts.payments.contracts import RefundState
from contexts.payments.gateways.sandbox import SandboxGateway
from contexts.payments.parts.sandbox import api as sandbox
from contexts.payments.use_cases.execute_refund import execute_refund
from riz.money import Money
from tests.contexts.payments.factories import AT, PayableFactory

pytestmark = pytest.mark.django_db(transaction=True)


class AnswersLostOnce(SandboxGateway):
    """A gateway that refunds and whose first answer is not heard."""

    heard = False

    def refund(self, **call):
        made = super().refund(**call)
        if not AnswersLostOnce.heard:
            AnswersLostOnce.heard = True
            raise errors.GatewayUnavailable
        return made


class Refusing(SandboxGateway):
    """A gateway that will not refund."""

    def refund(self, **call):
        raise errors.GatewayRefused(reason="account_closed")


@pytest.fixture
def payable(pay):
    payable = PayableFactory(amount_minor=1_000)
    pay("pm_sandbox_success", payable=payable)
    return payable


def promise(payable, amount):
    return api.refund_payable(
        payable_id=payable.id, amount=Money(amount, "INR"), reason="cancelled", at=AT
    )


def use(settings, gateway_class):
    settings.PAYMENTS_GATEWAYS = {
        "sandbox": f"{gateway_class.__module__}.{gateway_class.__qualname__}"
    }


class TestExecuteRefund:
    def test_sends_the_money_and_tells(self, payable, published):
        refund = promise(payable, 400)

        execute_refund(refund_id=refund.id, at=AT)

        payable.refresh_from_db()
        assert (payable.refunded_minor, payable.refund_pending_minor) == (400, 0)
        assert sandbox.get_balance().refunded_minor == 400
        assert published()[-1] == "payments.payable.refunded.v1"

    def test_many_at_once_send_it_once(self, payable, in_parallel, published):
        refund = promise(payable, 400)

        in_parallel(lambda _: execute_refund(refund_id=refund.id, at=AT), times=8)

        assert sandbox.get_balance().refunded_minor == 400
        assert published().count("payments.payable.refunded.v1") == 1

    def test_a_lost_answer_is_made_up_for_without_a_second_refund(self, payable, settings):
        use(settings, AnswersLostOnce)
        AnswersLostOnce.heard = False
        refund = promise(payable, 400)

        execute_refund(refund_id=refund.id, at=AT)
        assert not models.Refund.objects.due(AT).exists()
        later = AT + timedelta(seconds=7)
        assert models.Refund.objects.due(later).get().id == refund.id
        execute_refund(refund_id=refund.id, at=later)

        payable.refresh_from_db()
        assert sandbox.get_balance().refunded_minor == 400
        assert payable.refunded_minor == 400

    def test_a_worker_that_died_is_replaced_when_its_lease_ends(self, payable):
        refund = promise(payable, 400)
        models.Refund.objects.update(attempts=1, next_attempt_at=AT + timedelta(seconds=60))

        execute_refund(refund_id=refund.id, at=AT + timedelta(seconds=59))
        assert sandbox.get_balance().refunded_minor == 0
        execute_refund(refund_id=refund.id, at=AT + timedelta(seconds=60))

        assert sandbox.get_balance().refunded_minor == 400

    def test_a_refused_refund_frees_what_it_had_promised(self, payable, settings, published):
        use(settings, Refusing)
        refund = promise(payable, 400)

        execute_refund(refund_id=refund.id, at=AT)

        payable.refresh_from_db()
        row = models.Refund.objects.get()
        assert (row.state, row.last_error) == (RefundState.FAILED, "account_closed")
        assert (payable.refunded_minor, payable.refund_pending_minor) == (0, 0)
        assert published()[-1] == "payments.payable.refund_failed.v1"
