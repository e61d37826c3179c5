"""What people of one seller see and do on the staff screens of payments: their own takings, and nothing of another's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.payments import models
from contexts.payments.contracts import IntentState, PayableState
from contexts.payments.use_cases._issue_receipt import issue_receipt
from riz.ids import new_id
from tests.contexts.payments.factories import AT, PayableFactory, PaymentIntentFactory
from tests.support.sellers import desk_of, make_seller

pytestmark = pytest.mark.django_db
SCREENS = ("payable", "paymentintent", "refund", "receipt")


@pytest.fixture
def mine():
    return make_seller("Lakeside Hotels")


@pytest.fixture
def theirs():
    return make_seller("Hilltop Hotels")


@pytest.fixture
def desk(mine):
    return desk_of(mine)


def taken_by(*sellers):
    """A payable that was paid to these sellers, and everything that hangs on it, by the name of its screen."""
    payable = PayableFactory(
        state=PayableState.PAID,
        paid_minor=1_575_000,
        payees=[{"organisation_id": str(each.id), "amount_minor": 1} for each in sellers],
    )
    intent = PaymentIntentFactory(payable=payable, state=IntentState.SUCCEEDED)
    issue_receipt(intent=intent, at=AT)
    refund = models.Refund.objects.create(
        payable=payable,
        intent=intent,
        amount_minor=1,
        currency="INR",
        reason="r",
        next_attempt_at=AT,
        created_at=AT,
    )
    return {
        "payable": payable,
        "paymentintent": intent,
        "refund": refund,
        "receipt": models.Receipt.objects.get(payable=payable),
    }


def list_of(screen):
    return reverse(f"admin:payments_{screen}_changelist")


def path_of(screen, pk, act="change"):
    return reverse(f"admin:payments_{screen}_{act}", args=[pk])


class TestSeeing:
    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    @pytest.mark.parametrize("screen", SCREENS)
    def test_lists_show_ones_own_alone(self, desk, mine, theirs, screen):
        own, foreign = taken_by(mine)[screen], taken_by(theirs)[screen]
        nobodys = taken_by()[screen]
        reference = models.Payable.objects.get(
            payees__contains=[{"organisation_id": str(theirs.id)}]
        ).reference

        for query in ({}, {"q": reference}, {"q": str(foreign.pk)}, {"state": "PAID"}, {"e": "1"}):
            shown = desk.get(list_of(screen), query, follow=True).content.decode()
            assert path_of(screen, foreign.pk) not in shown, query
            assert path_of(screen, nobodys.pk) not in shown, query
        assert path_of(screen, own.pk) in desk.get(list_of(screen)).content.decode()

    @pytest.mark.requirement("ASVS 5.0 8.2.3")
    def test_no_address_tells_who_else_is_paid(self, desk, mine, theirs):
        taken_by(mine, theirs)
        sought = f'[{{"organisation_id": "{theirs.id}"}}]'

        assert desk.get(list_of("payable"), {"payees__contains": sought}).status_code == 400

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    @pytest.mark.parametrize("screen", SCREENS)
    def test_a_foreign_thing_looks_like_one_that_is_not_there(self, desk, mine, theirs, screen):
        own, foreign = taken_by(mine)[screen], taken_by(theirs)[screen]

        for act in ("change", "history"):
            seen = desk.get(path_of(screen, foreign.pk, act), follow=True)
            none = desk.get(path_of(screen, new_id(), act), follow=True)
            assert (seen.status_code, seen.redirect_chain) == (
                none.status_code,
                none.redirect_chain,
            )
            assert str(foreign) not in seen.content.decode()
        assert desk.get(path_of(screen, own.pk)).status_code == 200

    @pytest.mark.requirement("ASVS 5.0 8.2.3")
    def test_who_else_is_paid_is_not_told(self, desk, mine, theirs, staff):
        both = taken_by(mine, theirs)["payable"]

        page = desk.get(path_of("payable", both.pk)).content.decode()
        of_the_portal = staff("PORTAL_ADMIN").get(path_of("payable", both.pk)).content.decode()

        assert str(theirs.id) not in page
        assert str(theirs.id) in of_the_portal

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize(
        ("role", "status"),
        [
            ("SELLER_OWNER", 200),
            ("SELLER_MANAGER", 200),
            ("SELLER_STAFF", 403),
            ("ASSET_MANAGER", 403),
        ],
    )
    def test_who_at_a_seller_reads_payments(self, mine, role, status):
        desk = desk_of(mine, role, assets=[("PACKAGE", new_id())])

        assert desk.get(list_of("payable")).status_code == status
        assert desk.get(list_of("webhookinbox")).status_code == 403

    @pytest.mark.parametrize("screen", SCREENS)
    def test_many_take_as_few_queries_as_one(self, desk, mine, theirs, screen):
        taken_by(mine)

        def count():
            with CaptureQueriesContext(connection) as seen:
                assert desk.get(list_of(screen)).status_code == 200
            return len(seen)

        assert count() <= 15
        models.Payable.objects.bulk_create(
            PayableFactory.build(
                reference=f"TRP-2027-{number:06d}",
                payees=[
                    {"organisation_id": str((mine if number % 2 else theirs).id), "amount_minor": 1}
                ],
            )
            for number in range(30)
        )
        models.PaymentIntent.objects.bulk_create(
            PaymentIntentFactory.build(payable=payable)
            for payable in models.Payable.objects.filter(intents=None)
        )

        assert count() <= 15


class TestRefunding:
    def refund(self, desk, payable):
        chosen = {
            "action": "refund",
            "reason": "rain",
            "amount": "0.05",
            "_selected_action": [str(payable.pk)],
        }
        desk.post(list_of("payable"), chosen, follow=True)
        return models.Refund.objects.filter(payable=payable, reason="rain").count()

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_ones_own_takings_go_back_and_no_others(self, desk, mine, theirs):
        assert self.refund(desk, taken_by(mine)["payable"]) == 1
        assert self.refund(desk, taken_by(theirs)["payable"]) == 0
        assert self.refund(desk, taken_by(mine, theirs)["payable"]) == 0
        assert self.refund(desk, taken_by()["payable"]) == 0
