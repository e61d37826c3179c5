from __future__ import annotations

import itertools
from datetime import timedelta

import orjson
import pytest

from contexts.payments import errors, models
from contexts.payments.contracts import IntentState, PayableState
from contexts.payments.parts.sandbox import api as sandbox
from contexts.payments.parts.sandbox.gateways.customer import signed_headers
from contexts.payments.parts.sandbox.use_cases.answer_challenge import answer_challenge
from contexts.payments.parts.sandbox.use_cases.settle_charge import settle_charge
from contexts.payments.use_cases.process_webhook import process_webhook
from contexts.payments.use_cases.receive_webhook import receive_webhook
from riz import clock
from riz.ids import new_id
from tests.contexts.payments.factories import (
    AT,
    PayableFactory,
    PaymentIntentFactory,
    WebhookInboxFactory,
)


def receive(payload, *, event_id=None, at=None, body=None, **headers):
    signed = orjson.dumps(payload).decode()
    made = signed_headers(event_id=event_id or new_id(), body=signed, at=at or clock.now())
    return receive_webhook(
        gateway_name="sandbox",
        body=(body or signed).encode(),
        headers=made | headers,
        at=AT,
    )


NEWS = {"type": "payment_intent.succeeded", "data": {"id": "pi_1", "reference": "x"}}


@pytest.mark.django_db
class TestReceiveWebhook:
    def test_keeps_what_is_signed(self):
        receive(NEWS)

        row = models.WebhookInbox.objects.get()
        assert (row.type, row.object_id) == ("payment_intent.succeeded", "pi_1")

    def test_keeps_a_repeated_one_once(self):
        event_id = new_id()

        first = receive(NEWS, event_id=event_id)
        second = receive(NEWS, event_id=event_id)

        assert first == second
        assert models.WebhookInbox.objects.count() == 1

    @pytest.mark.parametrize(
        "forgery",
        [
            {"body": orjson.dumps(NEWS | {"data": {"id": "pi_2"}}).decode()},
            {"webhook-signature": "v1,AAAA"},
            {"webhook-signature": "v1,not base64"},
            {"webhook-signature": "nonsense"},
            {"webhook-signature": ""},
            {"webhook-id": "another"},
            {"webhook-timestamp": "yesterday"},
            {"webhook-timestamp": "1"},
            {"body": "\udcff"},
        ],
        ids=lambda forgery: str(sorted(forgery.items()))[:40].encode("ascii", "replace").decode(),
    )
    def test_refuses_a_forged_one(self, forgery):
        if forgery.get("body") == "\udcff":
            with pytest.raises(errors.WebhookRejected):
                receive_webhook(
                    gateway_name="sandbox",
                    body=b"\xff",
                    headers=signed_headers(event_id=new_id(), body="x", at=clock.now()),
                    at=AT,
                )
        else:
            with pytest.raises(errors.WebhookRejected):
                receive(NEWS, **forgery)

        assert not models.WebhookInbox.objects.exists()

    @pytest.mark.parametrize(
        "body",
        [
            '{"type": "x", "type": "y", "data": {"id": "pi_1"}}',
            '{"type": "x", "data": {"id": "pi_1", "amount": NaN}}',
            '{"type": "x", "data": {"id": "pi_1", "amount": 1e999}}',
            '{"type": "\\ud800", "data": {"id": "pi_1"}}',
            '{"type": "x\\u0000", "data": {"id": "pi_1"}}',
            '{"type": "x", "data": {"id": "pi_1", "deep": ' + "[" * 40 + "]" * 40 + "}}",
        ],
    )
    def test_refuses_a_signed_one_that_could_be_read_in_two_ways(self, body):
        headers = signed_headers(event_id=new_id(), body=body, at=clock.now())
        with pytest.raises(errors.WebhookRejected):
            receive_webhook(gateway_name="sandbox", body=body.encode(), headers=headers, at=AT)

        assert not models.WebhookInbox.objects.exists()

    @pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6)])
    def test_refuses_an_old_one_and_one_from_the_future(self, age):
        with pytest.raises(errors.WebhookRejected):
            receive(NEWS, at=clock.now() - age)

    @pytest.mark.parametrize("payload", [[], {"type": "x"}, {"type": "x", "data": []}, 7])
    def test_refuses_what_has_another_shape(self, payload):
        with pytest.raises(errors.WebhookRejected):
            receive(payload)

    def test_is_not_offered_where_the_sandbox_is_not(self, settings):
        settings.PAYMENTS_SANDBOX = False

        with pytest.raises(errors.GatewayNotOffered):
            receive(NEWS)


@pytest.mark.django_db(transaction=True)
class TestProcessWebhook:
    def news_of(self, charge_id, kind="payment_intent.succeeded"):
        return WebhookInboxFactory(object_id=charge_id, type=kind)

    def charge_of(self, intent):
        return models.SandboxIntent.objects.get(reference=str(intent.id))

    def approve(self, intent):
        charge = self.charge_of(intent)
        answer_challenge(challenge_token=charge.challenge_token, is_approved=True, at=AT)
        return charge

    def test_records_an_approved_challenge(self, pay, published):
        payable = PayableFactory()
        charge = self.approve(pay("pm_sandbox_3ds", payable=payable))

        process_webhook(webhook_id=self.news_of(charge.id).id, at=AT)

        payable.refresh_from_db()
        assert payable.state == PayableState.PAID
        assert published() == ["payments.payable.paid.v1"]

    def test_records_a_declined_challenge(self, pay, published):
        intent = pay("pm_sandbox_3ds")
        charge = self.charge_of(intent)
        answer_challenge(challenge_token=charge.challenge_token, is_approved=False, at=AT)

        process_webhook(webhook_id=self.news_of(charge.id).id, at=AT)

        row = models.PaymentIntent.objects.get()
        assert (row.state, row.decline_code) == (IntentState.FAILED, "authentication_failed")
        assert published() == ["payments.payable.payment_failed.v1"]

    def test_records_a_late_success_after_the_payable_closed(self, pay):
        payable = PayableFactory(expires_at=AT + timedelta(seconds=3))
        charge = self.charge_of(pay("pm_sandbox_late_success", payable=payable))
        late = AT + timedelta(seconds=6)
        settle_charge(charge_id=charge.id, at=late)

        process_webhook(webhook_id=self.news_of(charge.id).id, at=late)

        payable.refresh_from_db()
        assert payable.state == PayableState.PAID

    @pytest.mark.parametrize("order", sorted(itertools.permutations(range(3))))
    def test_any_order_and_any_number_of_times_come_to_the_same(self, order, pay, published):
        intent = pay("pm_sandbox_3ds")
        charge = self.approve(intent)
        kinds = ["requires_action", "succeeded", "succeeded"]
        news = [self.news_of(charge.id, f"payment_intent.{kind}") for kind in kinds]

        for number in order * 2:
            process_webhook(webhook_id=news[number].id, at=AT)

        assert published() == ["payments.payable.paid.v1"]
        assert models.Receipt.objects.count() == 1
        assert not models.WebhookInbox.objects.due(AT + timedelta(days=1)).exists()

    def test_many_workers_at_once_settle_it_once(self, pay, in_parallel, published):
        charge = self.approve(pay("pm_sandbox_3ds"))
        news = [self.news_of(charge.id) for _ in range(8)]

        results = in_parallel(
            lambda number: process_webhook(webhook_id=news[number].id, at=AT), times=8
        )

        assert results == [None] * 8
        assert published() == ["payments.payable.paid.v1"]

    def test_a_webhook_that_beats_our_own_record_finds_its_intent(self):
        intent = PaymentIntentFactory(call_started_at=AT, attempt=1)
        charge = sandbox.create_charge(
            reference=str(intent.id), amount=intent.amount, key=intent.create_key, at=AT
        )
        sandbox.confirm_charge(
            charge_id=charge.id,
            payment_method="pm_sandbox_success",
            key=intent.confirm_key,
            settles_at=AT,
            at=AT,
        )

        process_webhook(webhook_id=self.news_of(charge.id).id, at=AT)

        intent.refresh_from_db()
        assert (intent.state, intent.call_started_at) == (IntentState.SUCCEEDED, None)

    def test_a_second_success_of_a_paid_payable_goes_back_by_itself(self, pay, published):
        payable = PayableFactory()
        pay("pm_sandbox_success", payable=payable)
        second = PaymentIntentFactory(payable=payable, state=IntentState.CANCELLED)
        charge = sandbox.create_charge(
            reference=str(second.id), amount=second.amount, key=second.create_key, at=AT
        )
        sandbox.confirm_charge(
            charge_id=charge.id,
            payment_method="pm_sandbox_success",
            key=second.confirm_key,
            settles_at=AT,
            at=AT,
        )

        process_webhook(webhook_id=self.news_of(charge.id).id, at=AT)

        payable.refresh_from_db()
        surplus = models.Refund.objects.get()
        assert (surplus.surplus, surplus.amount, surplus.intent) == (True, second.amount, second)
        assert payable.paid_minor == payable.amount_minor
        assert published() == ["payments.payable.paid.v1"]

    def test_an_unknown_object_is_tried_eight_times_then_given_up(self):
        row = self.news_of("pi_sandbox_of_somebody_else")
        at = AT

        for _ in range(8):
            process_webhook(webhook_id=row.id, at=at)
            at += timedelta(days=1)

        row.refresh_from_db()
        assert (row.state, row.attempts) == ("DEAD", 8)
        assert "payments.gateway_refused" in row.last_error

    def test_a_dead_one_can_be_worked_off_again(self, pay):
        charge = self.approve(pay("pm_sandbox_3ds"))
        row = WebhookInboxFactory(object_id=charge.id, state="DEAD", attempts=8)

        models.WebhookInbox.objects.repeat(at=AT)
        process_webhook(webhook_id=row.id, at=AT)

        row.refresh_from_db()
        assert row.state == "DONE"
