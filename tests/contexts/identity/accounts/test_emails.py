"""Confirming an address, changing it, and taking it back."""

from __future__ import annotations

import datetime as dt

import pytest

from contexts.identity import models
from contexts.identity.contracts import MailLinkKind
from contexts.identity.errors import MailLinkInvalid
from contexts.identity.parts.accounts.errors import EmailNotAcceptable, TooManyAttempts
from contexts.identity.parts.accounts.use_cases.ask_for_email_change import ask_for_email_change
from contexts.identity.parts.accounts.use_cases.ask_for_password_reset import (
    ask_for_password_reset,
)
from contexts.identity.parts.accounts.use_cases.ask_for_verification import ask_for_verification
from contexts.identity.parts.accounts.use_cases.confirm_email_change import confirm_email_change
from contexts.identity.parts.accounts.use_cases.register_user import register_user
from contexts.identity.parts.accounts.use_cases.verify_email import verify_email
from contexts.identity.parts.activity.contracts import Action
from contexts.identity.parts.sessions.errors import StepUpRequired
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from contexts.identity.use_cases.reset_password import reset_password
from contexts.identity.use_cases.undo_email_change import undo_email_change
from riz.actor import Actor
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.links import link_of, token_in_mail
from tests.contexts.identity.racing import race

pytestmark = pytest.mark.django_db
NEW = "new@riz.example"
IP = "198.51.100.7"


def signed_in(user, at):
    tokens = start_session(user_id=user.id, at=at)
    return Actor(id=user.id, kind="traveller", session_id=tokens.session_id)


def asked(user, at, new_email=NEW):
    ask_for_email_change(new_email=new_email, actor=signed_in(user, at), ip=IP, at=at)
    return token_in_mail(MailLinkKind.CHANGE_EMAIL)


def changed(user, at):
    confirm_email_change(token=asked(user, at), ip=IP, at=at)
    return token_in_mail(MailLinkKind.UNDO_EMAIL_CHANGE)


def live(user):
    return set(
        models.Session.objects.filter(user=user, revoked_at=None).values_list("id", flat=True)
    )


class TestAskingAgain:
    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    @pytest.mark.parametrize("state", ["waiting", "confirmed", "disabled", "unknown"])
    def test_takes_the_same_queries_for_everybody(self, at, state, django_assert_num_queries):
        email = "nobody@riz.example"
        if state != "unknown":
            email = UserFactory(
                is_active=state != "disabled",
                email_verified_at=at if state == "confirmed" else None,
            ).email

        with django_assert_num_queries(13):
            ask_for_verification(email=email, ip=IP, at=at)

    def test_sends_a_link_to_who_waits_alone(self, at):
        waiting, confirmed = UserFactory(email_verified_at=None), UserFactory()
        for user in (waiting, confirmed):
            ask_for_verification(email=user.email, ip=IP, at=at)

        assert link_of(MailLinkKind.VERIFY_EMAIL, waiting.email).user == waiting
        assert link_of(MailLinkKind.VERIFY_EMAIL, confirmed.email).user is None

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_answers_everybody_alike(self, api):
        waiting, confirmed = UserFactory(email_verified_at=None), UserFactory()

        answers = [
            api.post("/auth/email/verification", {"email": email})
            for email in (waiting.email, confirmed.email, "nobody@riz.example")
        ]

        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.content for answer in answers}) == 1


class TestConfirming:
    def test_twice_is_refused(self, api):
        user = UserFactory(email_verified_at=None)
        api.post("/auth/email/verification", {"email": user.email})
        token = token_in_mail(MailLinkKind.VERIFY_EMAIL)

        statuses = [api.post("/auth/email/verify", {"token": token}).status_code for _ in range(2)]

        assert statuses == [204, 422]
        user.refresh_from_db()
        assert user.email_verified_at is not None
        assert OutboxEvent.objects.filter(name="identity.email.verified.v1").count() == 1

    def test_counts_for_the_address_that_the_account_has(self, at):
        user = UserFactory(email_verified_at=None)
        ask_for_verification(email=user.email, ip=IP, at=at)
        token = token_in_mail(MailLinkKind.VERIFY_EMAIL)
        models.User.objects.update(email="other@riz.example")

        with pytest.raises(MailLinkInvalid):
            verify_email(token=token, ip=IP, at=at)


class TestChanging:
    def test_over_http(self, api):
        user = UserFactory()
        api.sign_in(user)

        answer = api.post("/auth/email/change", {"new_email": "New@RIZ.example"})
        waiting = api.get("/auth/me").json()
        token = token_in_mail(MailLinkKind.CHANGE_EMAIL)
        done = api.post("/auth/email/change/confirm", {"token": token})

        assert (answer.status_code, done.status_code) == (202, 204)
        assert (waiting["email"], waiting["pending_email"]) == (user.email, NEW)
        mine = api.get("/auth/me").json()
        assert (mine["email"], mine["pending_email"]) == (NEW, None)

    @pytest.mark.requirement("ASVS 5.0 7.5.1")
    def test_asks_for_a_recent_sign_in(self, at):
        user = UserFactory()
        actor = signed_in(user, at)

        with pytest.raises(StepUpRequired):
            ask_for_email_change(
                new_email=NEW, actor=actor, ip=IP, at=at + dt.timedelta(minutes=11)
            )

        assert not models.MailLink.objects.exists()

    def test_changes_nothing_before_the_link_is_followed(self, at):
        user = UserFactory()
        before = user.email

        asked(user, at)

        user.refresh_from_db()
        assert user.email == before

    @pytest.mark.requirement("ASVS 5.0 7.4.3")
    def test_ends_the_sessions_that_did_not_ask(self, at):
        user = UserFactory()
        start_session(user_id=user.id, at=at)

        confirm_email_change(token=asked(user, at), ip=IP, at=at)

        assert live(user) == {link_of(MailLinkKind.CHANGE_EMAIL).session_id}

    @pytest.mark.requirement("ASVS 5.0 6.3.7")
    def test_tells_the_address_before(self, at):
        user = UserFactory()
        before = user.email

        changed(user, at)

        assert link_of(MailLinkKind.UNDO_EMAIL_CHANGE).recipient == before
        actions = set(models.SecurityEvent.objects.values_list("action", flat=True))
        assert {Action.EMAIL_CHANGE_ASKED, Action.EMAIL_CHANGED} <= actions

    def test_keeps_what_is_linked(self, at):
        user = UserFactory()
        models.TotpDevice.objects.create(
            user=user, secret_sealed="JBSWY3DPEHPK3PXP", created_at=at, confirmed_at=at
        )

        changed(user, at)

        user.refresh_from_db()
        assert user.check_password(PASSWORD)
        assert user.totp_devices.count() == 1

    def test_ends_links_that_went_to_the_old_mailbox(self, at):
        user = UserFactory()
        ask_for_password_reset(email=user.email, ip=IP, at=at)
        token = token_in_mail(MailLinkKind.RESET_PASSWORD)

        changed(user, at)

        with pytest.raises(MailLinkInvalid):
            reset_password(token=token, new_password="another good one 7", ip=IP, at=at)

    def test_to_one_s_own_address_is_refused(self, at):
        user = UserFactory()

        with pytest.raises(EmailNotAcceptable):
            ask_for_email_change(
                new_email=user.email.upper(), actor=signed_in(user, at), ip=IP, at=at
            )

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_to_a_taken_address_is_answered_alike(self, api):
        owner = UserFactory()
        first, second = UserFactory(), UserFactory()

        free = api.sign_in(first).post("/auth/email/change", {"new_email": NEW})
        free_me = api.get("/auth/me").json()
        taken = api.sign_in(second).post("/auth/email/change", {"new_email": owner.email})
        taken_me = api.get("/auth/me").json()

        assert (free.status_code, free.content) == (taken.status_code, taken.content)
        assert free_me["pending_email"] == NEW
        assert taken_me["pending_email"] == owner.email

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    @pytest.mark.parametrize("state", ["free", "taken", "unconfirmed"])
    def test_takes_the_same_queries_for_every_address(self, at, state, django_assert_num_queries):
        actor = signed_in(UserFactory(), at)
        if state != "free":
            UserFactory(email=NEW, email_verified_at=at if state == "taken" else None)

        with django_assert_num_queries(22):
            ask_for_email_change(new_email=NEW, actor=actor, ip=IP, at=at)

    def test_to_an_address_that_somebody_took_meanwhile_is_refused(self, at):
        user = UserFactory()
        token = asked(user, at)
        UserFactory(email=NEW)

        with pytest.raises(MailLinkInvalid):
            confirm_email_change(token=token, ip=IP, at=at)

        user.refresh_from_db()
        assert user.email != NEW

    def test_whoever_never_confirmed_the_address_gives_way(self, at):
        user = UserFactory()
        squatter_id = register_user(email=NEW, password=PASSWORD, full_name="Nobody", at=at)

        changed(user, at)

        user.refresh_from_db()
        assert user.email == NEW
        assert not models.User.objects.filter(id=squatter_id).exists()

    def test_is_no_way_to_flood_a_mailbox(self, at):
        users = UserFactory.create_batch(4)
        for user in users[:3]:
            asked(user, at)

        with pytest.raises(TooManyAttempts):
            asked(users[3], at)

    @pytest.mark.django_db(transaction=True)
    def test_two_who_want_one_address_at_once_get_it_once(self, at):
        users = UserFactory.create_batch(2)
        tokens = [asked(user, at) for user in users]

        results = race(2, lambda: confirm_email_change(token=tokens.pop(), ip=IP, at=at))

        assert sum(isinstance(result, MailLinkInvalid) for result in results) == 1
        assert models.User.objects.filter(email=NEW).count() == 1


class TestUndoing:
    def test_takes_the_account_back_and_locks_out_who_took_it(self, api, at):
        user = UserFactory()
        before = user.email
        token = changed(user, at)

        undo_email_change(token=token, ip=IP, at=at)

        user.refresh_from_db()
        assert user.email == before
        assert live(user) == set()
        assert not user.has_usable_password()
        token = token_in_mail(MailLinkKind.RESET_PASSWORD, before)
        reset_password(token=token, new_password="chosen by its owner", ip=IP, at=at)
        credentials = {"email": before, "password": "chosen by its owner"}
        assert api.post("/auth/login", credentials).status_code == 200

    def test_works_for_the_first_of_two_changes_too(self, at):
        user = UserFactory()
        before = user.email
        first = changed(user, at)
        ask_for_email_change(new_email="third@riz.example", actor=signed_in(user, at), ip=IP, at=at)
        confirm_email_change(token=token_in_mail(MailLinkKind.CHANGE_EMAIL), ip=IP, at=at)

        undo_email_change(token=first, ip=IP, at=at)

        user.refresh_from_db()
        assert user.email == before

    def test_is_possible_for_a_week(self, at):
        token = changed(UserFactory(), at)

        with pytest.raises(MailLinkInvalid):
            undo_email_change(token=token, ip=IP, at=at + dt.timedelta(days=7))

        undo_email_change(token=token, ip=IP, at=at + dt.timedelta(days=6, hours=23))
