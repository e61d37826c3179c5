import pytest
from django.db import IntegrityError, transaction

from contexts.identity import models
from contexts.identity.errors import EmailNotAcceptable, PasswordTooWeak
from contexts.identity.parts.accounts.use_cases.register_user import register_user
from contexts.identity.parts.activity.contracts import Action
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.racing import race

pytestmark = pytest.mark.django_db


def register(at, **changes):
    facts = {"email": "anita@riz.example", "password": PASSWORD, "full_name": "Anita Debbarma"}
    return register_user(**{**facts, **changes}, at=at)


class TestAFreeAddress:
    def test_gets_an_account_and_tells_the_others(self, at):
        user_id = register(at, email="Anita@RIZ.example")

        user = models.User.objects.get()
        event = OutboxEvent.objects.get()
        assert (user.id, user.email) == (user_id, "anita@riz.example")
        assert user.check_password(PASSWORD)
        assert user.password_changed_at == at
        assert (event.name, event.aggregate_id) == ("identity.user.registered.v1", user_id)
        assert models.SecurityEvent.objects.get().action == Action.REGISTERED

    def test_the_password_is_nowhere_asvs_16_2_5(self, at):
        register(at)

        assert PASSWORD not in str(list(models.User.objects.values()))
        assert PASSWORD not in str(list(models.SecurityEvent.objects.values()))
        assert PASSWORD not in str(list(OutboxEvent.objects.values()))

    def test_a_new_account_holds_no_role_asvs_8_2_1(self, at):
        register(at)

        user = models.User.objects.get()
        assert user.to_actor().grants == frozenset()
        assert not user.is_staff


class TestATakenAddress:
    def test_changes_nothing_but_the_log(self, at):
        owner = UserFactory(email="anita@riz.example")
        before = models.User.objects.values().get()

        assert register(at, email="ANITA@riz.example", password="another good one") is None

        assert models.User.objects.values().get() == before
        assert not OutboxEvent.objects.exists()
        noted = models.SecurityEvent.objects.get()
        assert (noted.action, noted.user_id) == (Action.REGISTRATION_REPEATED, owner.id)

    def test_takes_the_same_queries_up_to_the_event(self, at, django_assert_num_queries):
        UserFactory(email="anita@riz.example")

        # savepoint, insert, look-up, log, release; a free address publishes on top.
        with django_assert_num_queries(5):
            register(at)

    @pytest.mark.django_db(transaction=True)
    def test_of_many_at_once_one_wins(self, at):
        results = race(8, lambda: register(at))

        assert models.User.objects.count() == 1
        assert len([result for result in results if result is not None]) == 1
        assert OutboxEvent.objects.count() == 1


class TestRefusals:
    def test_a_common_password(self, at):
        with pytest.raises(PasswordTooWeak) as refusal:
            register(at, password="password123")

        assert refusal.value.details["errors"]["password"]

    def test_a_password_is_judged_before_the_address_is_looked_up_asvs_6_3_8(
        self, at, django_assert_num_queries
    ):
        UserFactory(email="anita@riz.example")

        with django_assert_num_queries(0), pytest.raises(PasswordTooWeak):
            register(at, password="password123")

    def test_an_address_that_is_none(self, at):
        with pytest.raises(EmailNotAcceptable):
            register(at, email="anita")


def test_the_database_itself_keeps_addresses_in_one_case():
    with pytest.raises(IntegrityError), transaction.atomic():
        models.User.objects.bulk_create([models.User(email="Anita@riz.example")])
