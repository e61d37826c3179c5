"""Every handler may be given an event that it has had before: the second time changes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pyotp
import pytest
from django.core import mail

from contexts.booking.models import DepositRule
from contexts.booking.use_cases.complete_booking import complete_booking
from contexts.booking.use_cases.follow_due_payable import follow_due_payable
from contexts.catalog.parts.accommodations.use_cases.set_accommodation_active import (
    set_accommodation_active,
)
from contexts.catalog.parts.experiences.use_cases.set_experience_active import set_experience_active
from contexts.catalog.parts.packages.use_cases.set_package_active import set_package_active
from contexts.identity.contracts import OrganisationKind
from contexts.identity.parts.federation.contracts import ExternalIdentity
from contexts.identity.parts.federation.use_cases.issue_code import Asked, SignedIn, issue_code
from contexts.identity.parts.federation.use_cases.link_login import link_login
from contexts.identity.parts.federation.use_cases.register_application import register_application
from contexts.identity.parts.organisations.contracts import OrganisationFacts
from contexts.identity.parts.organisations.use_cases.make_organisation import make_organisation
from contexts.identity.parts.partners.domain.scopes import partner_scopes
from contexts.identity.parts.partners.use_cases.create_partner import create_partner
from contexts.identity.parts.partners.use_cases.issue_credential import issue_credential
from contexts.identity.use_cases.erase_user import erase_user
from contexts.identity.use_cases.recover_account import recover_account
from contexts.inventory.use_cases.expire_stale_holds import expire_stale_holds
from contexts.payments import api as payments
from contexts.payments.errors import GatewayRefused
from contexts.payments.gateways.sandbox import SandboxGateway
from contexts.payments.use_cases.execute_refund import execute_refund
from riz import clock, events
from riz.actor import SYSTEM
from riz.events import Delivery
from riz.money import Money
from riz.outbox import models, relay
from tests.journeys.conftest import PASSWORD
from tests.support.checksums import checksums

BOOKKEEPING = frozenset({"outbox_delivery"})


@pytest.fixture
def order(anita, next_date):
    def place(adults=1):
        experience = anita.get("/experiences", q="birding")["results"][0]
        return anita.book(
            {
                "kind": "EXPERIENCE",
                "item_id": experience["id"],
                "start_date": str(next_date(6)),
                "adults": adults,
            },
        )

    return place


@pytest.fixture
def life_of_an_account(traveller):
    """Signed in here and elsewhere, a token shown twice, a second factor, the password forgotten and changed.

    A login elsewhere is linked as well, an application allowed, a key issued, and in the end the account is taken back.
    """

    def live():
        person = traveller()
        known = {"email": person.email, "password": PASSWORD}
        sign_in, old = person.api.post, []
        for address in ("192.0.2.7", "203.0.113.9"):
            person.api.client.defaults["REMOTE_ADDR"] = address
            old.append(sign_in("/auth/login", known).json()["refresh_token"])
        for _ in range(2):
            following = sign_in("/auth/refresh", {"refresh_token": old[0]}).json()["refresh_token"]
            old.insert(0, following)
        assert sign_in("/auth/refresh", {"refresh_token": old[2]}).status_code == 401
        open_to_others(UUID(person.get("/auth/me")["id"]))
        person.api.post("/auth/password/forgot", {"email": person.email})
        secret = person.api.post("/auth/2fa/enable", {}).json()["secret"]
        enrolled = person.api.post("/auth/2fa/verify", {"code": pyotp.TOTP(secret).now()})
        assert enrolled.status_code == 200, enrolled.content
        changed = person.api.post(
            "/auth/password/change",
            {"current_password": PASSWORD, "new_password": "another river and a hill"},
        )
        assert changed.status_code < 300, changed.content
        issue_a_key(UUID(person.get("/auth/me")["id"]))
        recover_account(user_id=UUID(person.get("/auth/me")["id"]), actor=SYSTEM, at=clock.now())

    return live


@pytest.fixture
def history(anita, order, settle, life_of_an_account, settings):
    """Something of everything: paid, refunded and not, slow, declined, expired, withdrawn, forgotten."""
    life_of_an_account()
    paid = order()
    anita.pay(paid, "pm_sandbox_success")
    settle()
    called_off = order()
    anita.pay(called_off, "pm_sandbox_success")
    settle()
    version = anita.get(f"/bookings/{called_off['id']}")["version"]
    anita.try_put(f"/bookings/{called_off['id']}/cancel", {}, version=version)
    moved_and_left_unpaid(anita, order, settle)
    slow = order()
    anita.pay(slow, "pm_sandbox_late_success")
    settle()
    refund_in_vain(UUID(paid["payable_id"]), settings)
    expired = order()
    intent = anita.post("/payments/intent", {"payable_id": expired["payable_id"]})
    anita.try_post(
        "/payments/confirm", {"intent_id": intent["id"], "payment_method": "pm_sandbox_declined"}
    )
    expire_stale_holds(at=clock.now() + dt.timedelta(hours=1), limit=500)
    settle()
    settle()
    complete_booking(booking_id=UUID(paid["id"]), at=clock.now() + dt.timedelta(days=365))
    withdraw_everything()
    relay.drain(strict=True)
    erase_user(user_id=UUID(anita.get("/auth/me")["id"]), at=clock.now())
    relay.drain(strict=True)


class Refusing(SandboxGateway):
    """A gateway that will not refund."""

    def refund(self, **call):
        raise GatewayRefused(reason="account_closed")


def moved_and_left_unpaid(anita, order, settle):
    """Confirm a booking by a deposit, lose a person of it, and never pay the rest."""
    experience = anita.get("/experiences", q="birding")["results"][0]
    rule = DepositRule.objects.create(
        seller_id=experience["seller_id"], percent=10, balance_due_days=1
    )
    booking = order(adults=2)
    anita.pay(booking, "pm_sandbox_success")
    settle()
    confirmed = anita.get(f"/bookings/{booking['id']}")
    left = anita.try_put(
        f"/bookings/{booking['id']}/cancel",
        {"parts": [{"id": confirmed["items"][0]["id"], "adults": 1}]},
        version=confirmed["version"],
    )
    assert left.status_code == 200, left.content
    for days in (365, 370):  # reminded of, and then called off
        assert follow_due_payable(at=clock.now() + dt.timedelta(days=days))
    rule.delete()


def refund_in_vain(payable_id, settings):
    known = settings.PAYMENTS_GATEWAYS
    settings.PAYMENTS_GATEWAYS = {"sandbox": f"{__name__}.Refusing"}
    refund = payments.refund_payable(
        payable_id=payable_id, amount=Money(100, "INR"), reason="Rain", at=clock.now()
    )
    execute_refund(refund_id=refund.id, at=clock.now())
    settings.PAYMENTS_GATEWAYS = known
    relay.drain(strict=True)


def open_to_others(user_id):
    at = clock.now()
    arrival = ExternalIdentity(
        provider="google",
        subject="1",
        email="",
        email_is_verified=False,
        full_name="",
        locale="",
        user_id=None,
    )
    link_login(external_identity=arrival, user_id=user_id, actor=SYSTEM, at=at)
    application = register_application(
        name="Trip Helper",
        redirect_uris=("https://app.example/callback",),
        scopes=("openid",),
        is_confidential=True,
        actor=SYSTEM,
        at=at,
    )
    asked = Asked(
        client_id=application.client_id,
        redirect_uri="https://app.example/callback",
        scopes=frozenset({"openid"}),
        challenge="x" * 43,
    )
    issue_code(
        code="x" * 43, asked=asked, person=SignedIn(user_id=user_id, authenticated_at=at), at=at
    )


def issue_a_key(user_id):
    by = {"actor": replace(SYSTEM, id=user_id), "at": clock.now()}
    organisation = make_organisation(
        kind=OrganisationKind.PARTNER, facts=OrganisationFacts(name="Himalaya"), **by
    )
    partner = create_partner(
        organisation_id=organisation.id,
        name="Himalaya",
        domain="himalaya.example",
        contact_email="api@himalaya.example",
        rate_limit_per_minute=60,
        scopes=partner_scopes(),
        **by,
    )
    issue_credential(partner_id=partner.id, scopes=partner_scopes(), **by)


def withdraw_everything():
    for name, set_active in (
        ("accommodation", set_accommodation_active),
        ("experience", set_experience_active),
        ("package", set_package_active),
    ):
        published = models.OutboxEvent.objects.filter(name=f"catalog.{name}.published.v1").first()
        thing = {f"{name}_id": published.aggregate_id}
        set_active(**thing, is_active=False, actor=SYSTEM, at=clock.now())


def deliver_again(delivery):
    cls = events.event_class(delivery.event.name)
    (subscription,) = [
        one for one in events.subscriptions(cls.name) if one.handler == delivery.handler
    ]
    subscription.call(
        events.from_payload(cls, delivery.event.payload),
        Delivery(
            id=delivery.id,
            event_id=delivery.event.event_id,
            aggregate_version=delivery.event.aggregate_version,
            attempt=delivery.attempts + 1,
        ),
    )


def test_every_subscription_was_part_of_it(history):
    delivered = set(models.Delivery.objects.values_list("event__name", "handler"))

    subscribed = {
        (one.event_name, one.handler)
        for one in events.all_subscriptions()
        if one.call.__module__.startswith("contexts.")
    }

    assert subscribed - delivered == set()


def test_nothing_changes_the_second_time(history):
    before = checksums(leaving_out=BOOKKEEPING)
    mails = len(mail.outbox)
    deliveries = models.Delivery.objects.select_related("event").order_by("event_id")

    for delivery in deliveries:
        deliver_again(delivery)

    assert len(deliveries) > 10
    assert checksums(leaving_out=BOOKKEEPING) == before
    assert len(mail.outbox) == mails
