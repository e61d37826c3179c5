from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.payments import models
from contexts.payments.contracts import IntentState, PayableState
from contexts.payments.use_cases._issue_receipt import issue_receipt
from tests.contexts.payments.factories import (
    AT,
    PayableFactory,
    PaymentIntentFactory,
    WebhookInboxFactory,
)

pytestmark = pytest.mark.django_db

SCREENS = ["payable", "paymentintent", "refund", "receipt", "webhookinbox"]
MOST_QUERIES = 15


def list_of(model):
    return reverse(f"admin:payments_{model}_changelist")


def paid():
    payable = PayableFactory(state=PayableState.PAID, paid_minor=1_575_000)
    intent = PaymentIntentFactory(payable=payable, state=IntentState.SUCCEEDED)
    issue_receipt(intent=intent, at=AT)
    return payable


def refund(payable, **facts):
    return models.Refund.objects.create(
        payable=payable,
        intent=payable.intents.get(),
        amount_minor=1,
        currency="INR",
        reason="r",
        next_attempt_at=AT,
        created_at=AT,
    )


class TestScreens:
    @pytest.mark.parametrize("screen", SCREENS)
    def test_a_long_list_takes_few_queries(self, screen, staff):
        for _ in range(MOST_QUERIES + 1):
            refund(paid())
            WebhookInboxFactory()
        client = staff("PORTAL_ADMIN")

        with CaptureQueriesContext(connection) as queries:
            page = client.get(
                list_of(screen), {"q": "TRP-2026"} if screen != "webhookinbox" else {}
            )

        assert page.status_code == 200
        assert len(queries) <= MOST_QUERIES

    @pytest.mark.parametrize("screen", SCREENS)
    def test_one_row_is_only_to_be_read(self, screen, staff):
        refund(paid())
        WebhookInboxFactory()
        model = {
            "payable": models.Payable,
            "paymentintent": models.PaymentIntent,
            "refund": models.Refund,
            "receipt": models.Receipt,
            "webhookinbox": models.WebhookInbox,
        }[screen]
        row = model.objects.get()
        client = staff("PORTAL_ADMIN")

        page = client.get(reverse(f"admin:payments_{screen}_change", args=[row.pk]))

        assert page.status_code == 200
        assert client.get(reverse(f"admin:payments_{screen}_add")).status_code == 403
        delete = reverse(f"admin:payments_{screen}_delete", args=[row.pk])
        assert client.post(delete, {"post": "yes"}).status_code == 403


class TestRefundAction:
    def run(self, client, payable, **form):
        return client.post(
            list_of("payable"),
            {"action": "refund", "_selected_action": str(payable.id), **form},
            follow=True,
        )

    def test_refunds_what_is_left(self, staff):
        payable = paid()

        self.run(staff("PORTAL_STAFF"), payable, reason="goodwill")

        payable.refresh_from_db()
        assert payable.refund_pending_minor == payable.amount_minor

    def test_refunds_a_part(self, staff):
        payable = paid()

        self.run(staff("PORTAL_STAFF"), payable, reason="goodwill", amount="1.00")

        payable.refresh_from_db()
        assert payable.refund_pending_minor == 100

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"reason": "r", "amount": "999999.99"},
            {"reason": "r", "amount": "0"},
            {"reason": "r", "amount": "x"},
        ],
    )
    def test_refuses_without_a_reason_too_much_and_nothing(self, staff, form):
        payable = paid()

        page = self.run(staff("PORTAL_STAFF"), payable, **form)

        payable.refresh_from_db()
        assert page.status_code == 200
        assert payable.refund_pending_minor == 0
