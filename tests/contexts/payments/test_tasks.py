from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from config.celery import app
from contexts.payments import api, models, tasks
from contexts.payments.contracts import PayableState
from contexts.payments.parts.sandbox import api as sandbox
from contexts.payments.parts.sandbox.tasks import run_sandbox
from contexts.payments.parts.sandbox.use_cases.answer_challenge import answer_challenge
from riz import clock
from riz.money import Money
from riz.work.tasks import sweep
from tests.contexts.payments.factories import AT, PayableFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def eager():
    """Tasks run where they are enqueued."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


class TestSweeps:
    def test_silent_payments_are_settled(self, pay, eager):
        payable = PayableFactory()
        pay("pm_sandbox_timeout", payable=payable)

        with time_machine.travel(AT + timedelta(seconds=61), tick=False):
            tasks.complete_stale_intents()

        payable.refresh_from_db()
        assert payable.state == PayableState.PAID

    def test_promised_refunds_are_sent(self, pay, eager):
        payable = PayableFactory()
        pay("pm_sandbox_success", payable=payable)
        api.refund_payable(payable_id=payable.id, amount=Money(100, "INR"), reason="r", at=AT)

        sweep()

        assert sandbox.get_balance().refunded_minor == 100

    def test_a_late_payment_arrives_by_webhook(self, pay, eager, live_url, settings):
        settings.BASE_URL = live_url
        settings.ALLOWED_HOSTS = ["*"]
        payable = PayableFactory()
        pay("pm_sandbox_late_success", payable=payable)

        run_sandbox()
        sweep()
        sweep()

        payable.refresh_from_db()
        assert payable.state == PayableState.PAID
        assert set(models.SandboxWebhook.objects.values_list("state", flat=True)) == {"SENT"}
        assert set(models.WebhookInbox.objects.values_list("state", flat=True)) == {"DONE"}

    def test_an_approved_challenge_arrives_by_webhook(self, pay, eager, live_url, settings):
        settings.BASE_URL = live_url
        settings.ALLOWED_HOSTS = ["*"]
        payable = PayableFactory()
        pay("pm_sandbox_3ds", payable=payable)
        token = models.SandboxIntent.objects.get().challenge_token
        answer_challenge(challenge_token=token, is_approved=True, at=clock.now())

        run_sandbox()
        sweep()
        sweep()

        payable.refresh_from_db()
        assert payable.state == PayableState.PAID
