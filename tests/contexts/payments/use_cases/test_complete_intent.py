from __future__ import annotations

from datetime import timedelta

import pytest

from contexts.payments import errors, models, queries
from contexts.payments.contracts import IntentState, PayableState
from contexts.payments.gateways.sandbox import SandboxGateway
from contexts.payments.parts.sandbox import api as sandbox
from contexts.payments.use_cases.close_payable import close_payable
from contexts.payments.use_cases.complete_intent import complete_intent
from contexts.payments.use_cases.confirm_payment import confirm_payment
from contexts.payments.use_cases.start_payment import start_payment
from tests.contexts.payments.factories import AT, PAYER_ACTOR, PayableFactory

pytestmark = pytest.mark.django_db(transaction=True)

LATER = AT + timedelta(seconds=61)


class PowerCut(BaseException):
    """The process ends here, as far as the code under test can tell."""


class DiesAfterTheCharge(SandboxGateway):
    """A gateway that charges, and nobody lives to hear of it."""

    def confirm(self, **call):
        super().confirm(**call)
        raise PowerCut


class DiesBeforeTheCharge(SandboxGateway):
    """A gateway that hears of the charge, and nobody lives to make it."""

    def confirm(self, **call):
        raise PowerCut


class Silent(SandboxGateway):
    """A gateway that never answers."""

    def create_intent(self, **call):
        raise errors.GatewayUnavailable

    def retrieve(self, **call):
        raise errors.GatewayUnavailable


@pytest.fixture
def gateway(settings):
    def use(gateway_class):
        settings.PAYMENTS_GATEWAYS = {
            "sandbox": f"{gateway_class.__module__}.{gateway_class.__qualname__}"
        }

    return use


def begin_and_die(payable):
    intent = start_payment(payable_id=payable.id, expected=None, actor=PAYER_ACTOR, at=AT)
    with pytest.raises(PowerCut):
        confirm_payment(
            intent_id=intent.id,
            payment_method="pm_sandbox_success",
            actor=PAYER_ACTOR,
            at=AT,
        )
    return intent


def stale(at):
    return queries.list_unsettled_intents(limit=10, at=at)


class TestCompleteIntent:
    @pytest.mark.parametrize("death", [DiesAfterTheCharge, DiesBeforeTheCharge])
    def test_finishes_what_a_crash_cut_short_with_one_charge(self, death, gateway, published):
        payable = PayableFactory()
        gateway(death)
        intent = begin_and_die(payable)
        gateway(SandboxGateway)

        assert stale(LATER) == (intent.id,)
        complete_intent(intent_id=intent.id, at=LATER)

        payable.refresh_from_db()
        assert payable.state == PayableState.PAID
        assert sandbox.get_balance().captured_minor == payable.amount_minor
        assert published() == ["payments.payable.paid.v1"]
        assert stale(LATER + timedelta(days=1)) == ()

    def test_finds_out_about_a_lost_answer(self, pay):
        payable = PayableFactory()
        intent = pay("pm_sandbox_timeout", payable=payable)

        complete_intent(intent_id=intent.id, at=LATER)

        payable.refresh_from_db()
        assert payable.state == PayableState.PAID
        assert sandbox.get_balance().captured_minor == payable.amount_minor

    def test_many_at_once_settle_it_once(self, pay, in_parallel, published):
        intent = pay("pm_sandbox_timeout")

        in_parallel(lambda _: complete_intent(intent_id=intent.id, at=LATER), times=8)

        assert published() == ["payments.payable.paid.v1"]
        assert models.Receipt.objects.count() == 1

    def test_leaves_a_call_alone_that_may_be_under_way(self, pay):
        intent = pay("pm_sandbox_timeout")

        complete_intent(intent_id=intent.id, at=AT + timedelta(seconds=59))

        assert stale(AT + timedelta(seconds=59)) == ()
        row = models.PaymentIntent.objects.get(id=intent.id)
        assert row.visible_state == IntentState.PROCESSING

    def test_asks_again_later_when_the_gateway_is_silent_too(self, pay, gateway):
        intent = pay("pm_sandbox_timeout")
        gateway(Silent)

        complete_intent(intent_id=intent.id, at=LATER)

        assert stale(LATER) == ()
        assert stale(LATER + timedelta(seconds=61)) == (intent.id,)

    def test_makes_no_charge_for_a_closed_payable(self, gateway):
        payable = PayableFactory()
        gateway(DiesBeforeTheCharge)
        intent = begin_and_die(payable)
        gateway(SandboxGateway)
        close_payable(payable_id=payable.id, at=AT)

        complete_intent(intent_id=intent.id, at=LATER)

        assert models.PaymentIntent.objects.get().state == IntentState.CANCELLED
        assert sandbox.get_balance().captured_minor == 0

    def test_calls_a_forgotten_challenge_off_once_time_is_up(self, pay):
        payable = PayableFactory(expires_at=AT + timedelta(seconds=30))
        intent = pay("pm_sandbox_3ds", payable=payable)

        complete_intent(intent_id=intent.id, at=LATER)

        assert models.PaymentIntent.objects.get().state == IntentState.CANCELLED

    def test_records_a_payment_that_was_taken_after_the_closing(self, pay, published):
        payable = PayableFactory()
        intent = pay("pm_sandbox_timeout", payable=payable)
        close_payable(payable_id=payable.id, at=AT)

        complete_intent(intent_id=intent.id, at=LATER)

        payable.refresh_from_db()
        assert payable.state == PayableState.PAID
        assert published() == ["payments.payable.paid.v1"]

    def test_forgets_an_attempt_that_never_began(self):
        payable = PayableFactory(expires_at=AT + timedelta(seconds=30))
        intent = start_payment(payable_id=payable.id, expected=None, actor=PAYER_ACTOR, at=AT)

        assert stale(LATER) == (intent.id,)
        complete_intent(intent_id=intent.id, at=LATER)

        assert models.PaymentIntent.objects.get().state == IntentState.CANCELLED
        assert not models.SandboxIntent.objects.exists()
