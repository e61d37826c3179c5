"""Whatever happens in whatever order, the sandbox's books and ours agree to the paisa."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Sum

from contexts.payments import api, models, queries
from contexts.payments.contracts import IntentState, PayableState, RefundState
from contexts.payments.gateways.sandbox import SandboxGateway
from contexts.payments.parts.sandbox import api as sandbox
from contexts.payments.parts.sandbox.domain.methods import Method
from contexts.payments.parts.sandbox.use_cases.answer_challenge import answer_challenge
from contexts.payments.parts.sandbox.use_cases.settle_charge import settle_charge
from contexts.payments.use_cases.complete_intent import complete_intent
from contexts.payments.use_cases.confirm_payment import confirm_payment
from contexts.payments.use_cases.execute_refund import execute_refund
from contexts.payments.use_cases.process_webhook import process_webhook
from contexts.payments.use_cases.start_payment import start_payment
from riz.errors import RizError
from riz.money import Money
from tests.contexts.payments.factories import (
    AT,
    PAYER_ACTOR,
    PayableFactory,
    WebhookInboxFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


class PowerCut(BaseException):
    """The process ends here."""


class Unreliable(SandboxGateway):
    """A gateway around which processes die, before or after it did what it was asked."""

    chance = random.Random()  # noqa: S311

    def _perhaps_die(self):
        if self.chance.random() < 0.15:
            raise PowerCut

    def create_intent(self, **call):
        self._perhaps_die()
        made = super().create_intent(**call)
        self._perhaps_die()
        return made

    def confirm(self, **call):
        self._perhaps_die()
        made = super().confirm(**call)
        self._perhaps_die()
        return made

    def refund(self, **call):
        self._perhaps_die()
        made = super().refund(**call)
        self._perhaps_die()
        return made


class Storm:
    """Random acts of payers, staff, the sandbox and the sweeps, at random moments."""

    def __init__(self, seed: int, *, payables: list[Any] | None = None) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        Unreliable.chance = self.chance
        self.now = AT
        self.payables = payables or [
            PayableFactory(
                amount_minor=self.chance.randint(1, 1_000_000),
                expires_at=self.chance.choice([None, AT + timedelta(minutes=15)]),
            )
            for _ in range(6)
        ]

    def act(self) -> None:
        self.now += timedelta(seconds=self.chance.randint(0, 40))
        with suppress(RizError, PowerCut):
            self.chance.choice(
                [self.pay, self.pay, self.answer, self.settle, self.hint, self.close, self.refund, self.sweep]
            )()  # fmt: skip

    def pay(self) -> None:
        payable = self.chance.choice(self.payables)
        intent = start_payment(payable_id=payable.id, expected=None, actor=PAYER_ACTOR, at=self.now)
        confirm_payment(
            intent_id=intent.id,
            payment_method=self.chance.choice(list(Method)),
            actor=PAYER_ACTOR,
            at=self.now,
        )

    def answer(self) -> None:
        asked = models.SandboxIntent.objects.filter(state="REQUIRES_ACTION").first()
        if asked:
            answer_challenge(
                challenge_token=asked.challenge_token,
                is_approved=self.chance.random() < 0.8,
                at=self.now,
            )

    def settle(self) -> None:
        for charge in models.SandboxIntent.objects.filter(state="PROCESSING"):
            settle_charge(charge_id=charge.id, at=self.now)

    def hint(self) -> None:
        charges = list(models.SandboxIntent.objects.values_list("id", flat=True))
        if charges:
            news = WebhookInboxFactory(
                object_id=self.chance.choice(charges),
                received_at=self.now,
                next_attempt_at=self.now,
            )
            process_webhook(webhook_id=news.id, at=self.now)

    def close(self) -> None:
        if self.chance.random() < 0.2:
            api.close_payable(payable_id=self.chance.choice(self.payables).id, at=self.now)

    def refund(self) -> None:
        payable = self.chance.choice(self.payables)
        amount = Money(self.chance.randint(1, payable.amount_minor), "INR")
        api.refund_payable(payable_id=payable.id, amount=amount, reason="storm", at=self.now)

    def sweep(self) -> None:
        for intent_id in queries.list_unsettled_intents(limit=100, at=self.now):
            complete_intent(intent_id=intent_id, at=self.now)
        for refund_id in ids_of(models.Refund.objects.due(self.now)):
            execute_refund(refund_id=refund_id, at=self.now)
        for webhook_id in ids_of(models.WebhookInbox.objects.due(self.now)):
            process_webhook(webhook_id=webhook_id, at=self.now)

    def calm_down(self) -> None:
        for _ in range(12):
            self.now += timedelta(hours=1)
            self.settle()
            self.sweep()


def ids_of(rows):
    return list(rows.values_list("id", flat=True))


def sum_of(rows):
    return rows.aggregate(sum=Sum("amount_minor", default=0))["sum"]


@pytest.fixture
def gateway(settings):
    """Choose what kind of gateway the sandbox is."""

    def use(gateway_class):
        settings.PAYMENTS_GATEWAYS = {
            "sandbox": f"{gateway_class.__module__}.{gateway_class.__qualname__}"
        }

    return use


def assert_that_both_books_agree():
    balance = sandbox.get_balance()
    taken = sum_of(models.PaymentIntent.objects.filter(state=IntentState.SUCCEEDED))
    returned = sum_of(models.Refund.objects.filter(state=RefundState.SUCCEEDED))
    surplus = sum_of(models.Refund.objects.filter(surplus=True))
    counted = models.Payable.objects.aggregate(
        paid=Sum("paid_minor"), refunded=Sum("refunded_minor"), pending=Sum("refund_pending_minor")
    )
    assert balance.captured_minor == taken > 0
    assert balance.refunded_minor == returned
    assert counted == {"paid": taken - surplus, "refunded": returned - surplus, "pending": 0}
    assert models.Receipt.objects.count() == (
        models.Payable.objects.filter(state=PayableState.PAID).count()
    )
    assert not models.Refund.objects.exclude(state=RefundState.SUCCEEDED).exists()


@pytest.mark.parametrize("seed", range(6))
def test_after_a_storm_both_books_agree(seed, gateway):
    gateway(Unreliable)
    storm = Storm(seed)

    for _ in range(120):
        storm.act()
    gateway(SandboxGateway)
    storm.calm_down()

    assert_that_both_books_agree()


def test_after_storms_from_six_sides_both_books_agree(gateway, in_parallel):
    gateway(Unreliable)
    calm = Storm(0)

    def rage(number):
        storm = Storm(number, payables=calm.payables)
        for _ in range(60):
            storm.act()

    assert in_parallel(rage, times=6) == [None] * 6
    gateway(SandboxGateway)
    calm.now += timedelta(hours=1)
    calm.calm_down()

    assert_that_both_books_agree()
