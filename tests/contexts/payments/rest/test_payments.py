from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contexts.payments import models
from contexts.payments.contracts import PayableState
from contexts.payments.parts.sandbox import api as sandbox
from contexts.payments.parts.sandbox.use_cases.answer_challenge import answer_challenge
from contexts.payments.parts.sandbox.use_cases.deliver_webhook import deliver_webhook
from contexts.payments.use_cases.process_webhook import process_webhook
from riz import clock
from riz.ids import new_id
from tests.contexts.payments.factories import PayableFactory, PaymentIntentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def payable(payer):
    return PayableFactory(payer_id=payer)


@pytest.fixture
def client(api, payer):
    return api.sign_in(payer)


def key():
    return {"Idempotency-Key": str(new_id())}


def begin(client, payable, **more):
    return client.post("/payments/intent", {"payable_id": payable.id, **more}, headers=key())


def confirm(client, intent_id, method="pm_sandbox_success"):
    body = {"intent_id": intent_id, "payment_method": method}
    return client.post("/payments/confirm", body, headers=key())


class TestIntent:
    def test_opens_one_for_the_amount_of_the_payable(self, client, payable):
        answer = begin(client, payable)

        assert answer.status_code == 201
        assert answer.json()["amount"] == {"amount_minor": 1_575_000, "currency": "INR"}
        assert answer.json()["state"] == "REQUIRES_PAYMENT_METHOD"
        assert answer.json()["next_action"] is None

    @pytest.mark.parametrize(
        ("facts", "status", "code"),
        [
            ({"state": PayableState.PAID, "paid_minor": 1_575_000}, 409, "payments.already_paid"),
            ({"state": PayableState.CLOSED}, 409, "payments.payable_closed"),
            (
                {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)},
                410,
                "payments.payable_expired",
            ),
        ],
    )
    def test_refuses_what_takes_no_payment(self, client, payer, facts, status, code):
        answer = begin(client, PayableFactory(payer_id=payer, **facts))

        assert (answer.status_code, answer.json()["code"]) == (status, code)

    @pytest.mark.parametrize(
        ("amount", "status", "code"),
        [
            ({"amount_minor": 1_575_000, "currency": "USD"}, 422, "payments.wrong_currency"),
            ({"amount_minor": 1, "currency": "INR"}, 409, "payments.amount_differs"),
            ({"amount_minor": 1, "currency": "ZZZ"}, 422, "request.invalid"),
        ],
    )
    def test_refuses_an_amount_that_is_not_due(self, client, payable, amount, status, code):
        answer = begin(client, payable, amount=amount)

        assert (answer.status_code, answer.json()["code"]) == (status, code)

    def test_hides_what_somebody_else_owes(self, client):
        answer = begin(client, PayableFactory())

        assert (answer.status_code, answer.json()["code"]) == (404, "payments.payable_not_found")

    def test_needs_a_key(self, client, payable):
        answer = client.post("/payments/intent", {"payable_id": payable.id})

        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key_missing")

    def test_needs_somebody_signed_in(self, api, db):
        assert begin(api, PayableFactory()).status_code == 401


class TestConfirm:
    def test_pays(self, client, payable):
        intent = begin(client, payable).json()

        answer = confirm(client, intent["id"])

        assert (answer.status_code, answer.json()["state"]) == (200, "SUCCEEDED")
        assert client.get(f"/payables/{payable.id}").json()["state"] == "PAID"

    def test_the_same_key_gets_the_same_bytes_and_charges_once(self, client, payable):
        body = {
            "intent_id": begin(client, payable).json()["id"],
            "payment_method": "pm_sandbox_success",
        }
        headers = key()

        first = client.post("/payments/confirm", body, headers=headers)
        again = client.post("/payments/confirm", body, headers=headers)

        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert sandbox.get_balance().captured_minor == 1_575_000

    def test_a_decline_is_a_problem(self, client, payable):
        intent = begin(client, payable).json()

        answer = confirm(client, intent["id"], "pm_sandbox_declined")

        assert (answer.status_code, answer.json()["code"]) == (409, "payments.declined")
        assert answer["Content-Type"] == "application/problem+json"
        assert client.get(f"/payments/{intent['id']}").json()["state"] == "FAILED"

    def test_paying_twice_is_a_conflict(self, client, payable):
        confirm(client, begin(client, payable).json()["id"])

        again = begin(client, payable)

        assert (again.status_code, again.json()["code"]) == (409, "payments.already_paid")

    def test_a_challenge_is_answered_at_its_page_and_told_by_webhook(self, client, payable):
        intent = begin(client, payable).json()

        answer = confirm(client, intent["id"], "pm_sandbox_3ds").json()

        assert answer["state"] == "REQUIRES_ACTION"
        assert answer["next_action"]["type"] == "redirect"
        assert "/sandbox/challenges/" in answer["next_action"]["url"]

    @pytest.mark.parametrize("method", ["pm_sandbox_imagined", "4242424242424242", "", None])
    def test_refuses_what_is_no_payment_method(self, client, payable, method):
        answer = confirm(client, begin(client, payable).json()["id"], method)

        assert answer.status_code == 422

    def test_hides_what_somebody_else_pays(self, client):
        assert confirm(client, PaymentIntentFactory().id).status_code == 404


class TestReads:
    def test_a_payer_sees_the_own_payable_and_nobody_elses(self, client, payable):
        assert client.get(f"/payables/{payable.id}").json()["reference"] == payable.reference
        assert client.get(f"/payables/{PayableFactory().id}").status_code == 404
        assert client.get(f"/payments/{PaymentIntentFactory().id}").status_code == 404

    def test_there_is_a_receipt_once_it_is_paid(self, client, payable):
        intent = begin(client, payable).json()
        early = client.get(f"/payments/{intent['id']}/receipt")
        confirm(client, intent["id"])

        receipt = client.get(f"/payments/{intent['id']}/receipt").json()

        assert (early.status_code, early.json()["code"]) == (409, "payments.not_paid_yet")
        assert receipt["number"].startswith("R/")
        assert receipt["payer_name"] == "Asha Debbarma"
        assert receipt["amount"] == {"amount_minor": 1_575_000, "currency": "INR"}


class TestWebhook:
    def test_a_forged_one_is_a_problem(self, api):
        answer = api.post("/webhooks/sandbox", {"type": "x", "data": {"id": "y"}})

        assert (answer.status_code, answer.json()["code"]) == (400, "payments.webhook_rejected")
        assert not models.WebhookInbox.objects.exists()

    def test_a_huge_one_is_not_read(self, api):
        answer = api.send_raw("POST", "/webhooks/sandbox", b"x" * (64 * 1024 + 1))

        assert answer.status_code == 413


class TestSandboxBringsItsNews:
    """The whole way over real HTTP: challenge, webhook, inbox, paid."""

    def test_from_the_approval_to_the_paid_payable(self, client, payable, live_url, settings):

        settings.BASE_URL = live_url
        settings.ALLOWED_HOSTS = ["*"]
        intent = begin(client, payable).json()
        confirm(client, intent["id"], "pm_sandbox_3ds")
        token = models.SandboxIntent.objects.get().challenge_token
        answer_challenge(challenge_token=token, is_approved=True, at=clock.now())

        taken = [
            deliver_webhook(webhook_id=webhook.id, at=clock.now())
            for webhook in models.SandboxWebhook.objects.all()
        ]
        for row in models.WebhookInbox.objects.all():
            process_webhook(webhook_id=row.id, at=clock.now())

        assert taken == [True, True]
        assert client.get(f"/payables/{payable.id}").json()["state"] == "PAID"

    def test_news_that_nobody_takes_is_brought_again(self, client, payable, settings):

        settings.BASE_URL = "http://127.0.0.1:9"
        confirm(client, begin(client, payable).json()["id"])
        webhook = models.SandboxWebhook.objects.get()
        now = clock.now()

        assert not deliver_webhook(webhook_id=webhook.id, at=now)

        webhook.refresh_from_db()
        assert (webhook.state, webhook.attempts) == ("PENDING", 1)
        assert now < webhook.next_attempt_at <= now + timedelta(seconds=1)
