import datetime as dt

import pytest
from django.db import IntegrityError, connection

from contexts.identity import models
from contexts.identity.contracts import MailLinkKind
from contexts.identity.errors import (
    BadCredentials,
    MailLinkInvalid,
    PasswordTooWeak,
)
from contexts.identity.parts.accounts.use_cases.ask_for_password_reset import (
    ask_for_password_reset,
)
from contexts.identity.parts.accounts.use_cases.ask_for_verification import ask_for_verification
from contexts.identity.parts.accounts.use_cases.log_in import log_in
from contexts.identity.parts.accounts.use_cases.register_user import register_user
from contexts.identity.parts.accounts.use_cases.verify_email import verify_email
from contexts.identity.parts.activity.contracts import Action
from contexts.identity.use_cases.forget_old_rows import forget_old_rows
from contexts.identity.use_cases.reset_password import reset_password
from riz.outbox.models import OutboxEvent
from riz.values import BadValue
from tests.contexts.identity.factories import PASSWORD, RoleGrantFactory, UserFactory
from tests.contexts.identity.links import token_in_mail
from tests.contexts.identity.racing import race

pytestmark = pytest.mark.django_db


def register(at, **changes):
    facts = {"email": "anita@riz.example", "password": PASSWORD, "full_name": "Anita Debbarma"}
    return register_user(**{**facts, **changes}, at=at)


class TestAFreeAddress:
    def test_gets_an_account_and_tells_the_others(self, at):
        user_id = register(at, email="Anita@RIZ.example")

        user = models.User.objects.get()
        event = OutboxEvent.objects.get(name="identity.user.registered.v1")
        assert (user.id, user.email) == (user_id, "anita@riz.example")
        assert user.check_password(PASSWORD)
        assert user.password_changed_at == at
        assert event.aggregate_id == user_id
        assert models.SecurityEvent.objects.get().action == Action.REGISTERED

    @pytest.mark.requirement("ASVS 5.0 6.4.1")
    def test_waits_for_its_link_to_be_followed(self, at):
        register(at)

        assert models.User.objects.get().email_verified_at is None
        with pytest.raises(BadCredentials):
            log_in(email="anita@riz.example", password=PASSWORD, at=at)

        verify_email(token=token_in_mail(MailLinkKind.VERIFY_EMAIL), ip=None, at=at)

        assert models.User.objects.get().email_verified_at == at
        assert log_in(email="anita@riz.example", password=PASSWORD, at=at)

    def test_that_somebody_we_trust_has_confirmed_gets_no_mail(self, at):
        register(at, is_verified=True)

        assert models.User.objects.get().email_verified_at == at
        assert not models.MailLink.objects.exists()

    def test_without_a_password_is_mailed_a_link_to_choose_one(self, at):
        register(at, password=None)

        assert not models.User.objects.get().has_usable_password()
        assert models.MailLink.objects.get().kind == MailLinkKind.FINISH_REGISTRATION

    @pytest.mark.requirement("ASVS 5.0 16.2.5")
    def test_the_password_is_nowhere(self, at):
        register(at)

        assert PASSWORD not in str(list(models.User.objects.values()))
        assert PASSWORD not in str(list(models.SecurityEvent.objects.values()))
        assert PASSWORD not in str(list(OutboxEvent.objects.values()))

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_a_new_account_holds_no_role(self, at):
        register(at)

        user = models.User.objects.get()
        assert user.to_actor().grants == frozenset()
        assert not user.is_staff


class TestATakenAddress:
    def test_changes_nothing_and_tells_its_owner(self, at):
        owner = UserFactory(email="anita@riz.example")
        before = models.User.objects.values().get()

        assert register(at, email="ANITA@riz.example", password="another good one") is None

        assert models.User.objects.values().get() == before
        assert OutboxEvent.objects.get().name == "identity.mail_link.opened.v1"
        link = models.MailLink.objects.get()
        assert (link.kind, link.user, link.recipient) == ("ADDRESS_TAKEN", owner, owner.email)
        noted = models.SecurityEvent.objects.get()
        assert (noted.action, noted.user_id) == (Action.REGISTRATION_REPEATED, owner.id)

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    @pytest.mark.parametrize("state", ["free", "taken", "unconfirmed", "disabled"])
    def test_takes_the_same_queries_as_a_free_one(self, at, state, django_assert_num_queries):
        if state != "free":
            UserFactory(
                email="anita@riz.example",
                is_active=state != "disabled",
                email_verified_at=None if state == "unconfirmed" else at,
            )

        with django_assert_num_queries(16):
            register(at)

    @pytest.mark.django_db(transaction=True)
    def test_of_many_at_once_one_wins(self, at):
        results = race(8, lambda: register(at))

        assert models.User.objects.count() == 1
        assert len([result for result in results if result is not None]) == 1
        assert OutboxEvent.objects.filter(name="identity.user.registered.v1").count() == 1
        assert models.MailLink.objects.open().count() == 1


class TestAnAddressThatNobodyConfirmed:
    """Who owns it is known to its mailbox alone, so a stranger who was first gains nothing."""

    def test_is_the_mailbox_s_whoever_came_first(self, at):
        register(at, password="a stranger's choice")
        first = token_in_mail(MailLinkKind.VERIFY_EMAIL)

        register(at, password="its owner's choice")

        with pytest.raises(MailLinkInvalid):
            verify_email(token=first, ip=None, at=at)
        token = token_in_mail(MailLinkKind.FINISH_REGISTRATION)
        reset_password(token=token, new_password="chosen by mail 71", ip=None, at=at)
        for lost in ("a stranger's choice", "its owner's choice"):
            with pytest.raises(BadCredentials):
                log_in(email="anita@riz.example", password=lost, at=at)
        assert log_in(email="anita@riz.example", password="chosen by mail 71", at=at)

    def test_asking_again_never_brings_the_stranger_s_password_back(self, at):
        register(at, password="a stranger's choice")
        register(at, password="its owner's choice")

        ask_for_verification(email="anita@riz.example", ip=None, at=at)

        link = models.MailLink.objects.open().get()
        assert link.kind == MailLinkKind.FINISH_REGISTRATION

    def test_a_forgotten_password_confirms_it_too(self, at):
        register(at)

        ask_for_password_reset(email="anita@riz.example", ip=None, at=at)
        token = token_in_mail(MailLinkKind.RESET_PASSWORD)
        reset_password(token=token, new_password="chosen by mail 71", ip=None, at=at)

        assert models.User.objects.get().email_verified_at == at
        assert not models.MailLink.objects.open().exists()

    def test_is_free_again_after_a_week(self, at):
        register(at)

        forget_old_rows(at=at + dt.timedelta(days=7))
        assert models.User.objects.exists()
        forget_old_rows(at=at + dt.timedelta(days=7, seconds=1))
        assert not models.User.objects.exists()

    def test_of_somebody_with_a_role_or_from_elsewhere_is_kept(self, at):
        user_id = register(at)
        RoleGrantFactory(user=models.User.objects.get(id=user_id))
        came_from_elsewhere = UserFactory(email_verified_at=None, created_at=at)

        forget_old_rows(at=at + dt.timedelta(days=30))

        kept = set(models.User.objects.values_list("id", flat=True))
        assert kept == {user_id, came_from_elsewhere.id}


class TestMails:
    def test_to_one_address_are_few(self, at):
        for minute in range(60):
            register(at + dt.timedelta(minutes=minute))

        assert models.MailLink.objects.count() <= 9

    def test_that_wait_leave_the_last_one_good(self, at):
        for _ in range(10):
            register(at)

        assert models.MailLink.objects.count() == 3
        token = token_in_mail(MailLinkKind.FINISH_REGISTRATION)
        reset_password(token=token, new_password="chosen by mail 71", ip=None, at=at)

    def test_to_others_go_all_the_same(self, at):
        for _ in range(10):
            register(at)

        register(at, email="bikash@riz.example")

        assert models.MailLink.objects.filter(recipient="bikash@riz.example").exists()


class TestRefusals:
    def test_a_common_password(self, at):
        with pytest.raises(PasswordTooWeak) as refusal:
            register(at, password="password123")

        assert refusal.value.details["errors"]["password"]

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_a_password_is_judged_before_the_address_is_looked_up(
        self, at, django_assert_num_queries
    ):
        UserFactory(email="anita@riz.example")

        with django_assert_num_queries(0), pytest.raises(PasswordTooWeak):
            register(at, password="password123")

    def test_an_address_that_is_none(self, at):
        with pytest.raises(BadValue):
            register(at, email="anita")


def test_the_database_itself_keeps_addresses_in_one_case():
    UserFactory()
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE identity_user SET email = 'Anita@riz.example'")
