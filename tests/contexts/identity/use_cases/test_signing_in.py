import datetime as dt

import pytest
from django.contrib.auth.hashers import make_password
from django.test import override_settings

from contexts.identity import models
from contexts.identity.errors import BadCredentials, TooManyAttempts
from contexts.identity.parts.accounts.use_cases.log_in import log_in
from contexts.identity.parts.activity.contracts import Action
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.racing import race

HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"
pytestmark = pytest.mark.django_db


WRONG = "not the password"


def guess(email, at, *, ip=ELSEWHERE, password=WRONG):
    try:
        log_in(email=email, password=password, ip=ip, user_agent="", at=at)
    except BadCredentials:
        return "looked at"
    except TooManyAttempts:
        return "waits"
    return "in"


class TestTheRightPassword:
    def test_starts_a_session_and_is_noted(self, at):
        user = UserFactory()

        tokens = log_in(
            email=user.email.upper(), password=PASSWORD, ip=HOME, user_agent="curl/8", at=at
        )

        session = models.Session.objects.get()
        assert (session.user, session.ip, session.user_agent) == (user, HOME, "curl/8")
        assert session.expires_at == at + dt.timedelta(days=30)
        assert tokens.session_id == session.id
        assert models.SecurityEvent.objects.get().action == Action.SIGNED_IN

    @pytest.mark.requirement("ASVS 5.0 7.2.4")
    def test_each_sign_in_is_a_session_of_its_own(self, at):
        user = UserFactory()

        first = log_in(email=user.email, password=PASSWORD, at=at)
        second = log_in(email=user.email, password=PASSWORD, at=at)

        assert first.session_id != second.session_id
        assert first.refresh_token != second.refresh_token

    @pytest.mark.requirement("ASVS 5.0 11.4.2")
    def test_tokens_are_stored_as_hashes_only(self, at):
        user = UserFactory()

        tokens = log_in(email=user.email, password=PASSWORD, at=at)

        assert tokens.refresh_token not in str(list(models.RefreshToken.objects.values()))

    @pytest.mark.requirement("ASVS 5.0 11.4.2")
    @override_settings(
        PASSWORD_HASHERS=[
            "django.contrib.auth.hashers.Argon2PasswordHasher",
            "django.contrib.auth.hashers.MD5PasswordHasher",
        ]
    )
    def test_an_old_hash_becomes_argon2id_at_the_next_sign_in(self, at):
        user = UserFactory(password=make_password(PASSWORD, hasher="md5"))

        assert guess(user.email, at, password=PASSWORD) == "in"

        user.refresh_from_db()
        assert user.password.startswith("argon2$argon2id$")
        assert guess(user.email, at, password=PASSWORD) == "in"

    def test_counts_however_its_characters_are_composed(self, at):
        user = UserFactory(password=make_password("caf\u00e9 am see"))

        assert guess(user.email, at, password="cafe\u0301 am see") == "in"


class TestTheWrongPassword:
    @pytest.mark.requirement("ASVS 5.0 7.4.2")
    def test_a_disabled_account_answers_like_a_wrong_password(self, at):
        user = UserFactory(is_active=False)

        assert guess(user.email, at, password=PASSWORD) == "looked at"

    def test_an_account_without_a_password_lets_nobody_in(self, at):
        user = UserFactory()
        user.set_unusable_password()
        user.save()

        assert guess(user.email, at, password=PASSWORD) == "looked at"
        assert guess(user.email, at, password=user.password) == "looked at"

    @pytest.mark.requirement("ASVS 5.0 16.3.1")
    def test_it_is_noted_without_what_was_typed(self, at):
        user = UserFactory()

        guess(user.email, at, password="something typed")
        guess("something typed", at)

        noted = list(models.SecurityEvent.objects.values())
        assert [entry["action"] for entry in noted] == [Action.SIGN_IN_FAILED] * 2
        assert "something typed" not in str(noted)


class TestGuessing:
    @pytest.mark.requirement("ASVS 5.0 6.3.1", "ASVS 5.0 6.3.8")
    @pytest.mark.parametrize("address", [None, "nobody@riz.example", "no address"])
    def test_waits_grow_for_known_and_unknown_addresses_alike(self, at, address):
        email = address or UserFactory().email

        outcomes = [guess(email, at) for _ in range(7)]
        a_second_later = guess(email, at + dt.timedelta(seconds=1))
        right_after = guess(email, at + dt.timedelta(seconds=1))

        assert outcomes == ["looked at"] * 5 + ["waits"] * 2
        assert (a_second_later, right_after) == ("looked at", "waits")

    def test_the_answer_says_how_long(self, at):
        email = UserFactory().email
        for _ in range(5):
            guess(email, at)

        with pytest.raises(TooManyAttempts) as refusal:
            log_in(email=email, password=PASSWORD, ip=ELSEWHERE, at=at)

        assert refusal.value.details == {"retry_after_seconds": 1}

    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    def test_a_thousand_guesses_in_ten_minutes_are_mostly_not_looked_at(self, at):
        email = UserFactory().email

        outcomes = [guess(email, at + dt.timedelta(seconds=0.6 * n)) for n in range(1000)]

        assert outcomes.count("looked at") <= 20

    @pytest.mark.requirement("ASVS 5.0 15.4.2")
    @pytest.mark.django_db(transaction=True)
    def test_guessing_in_parallel_gains_nothing(self, at):
        email = UserFactory().email

        outcomes = race(16, lambda: guess(email, at))

        assert sorted(outcomes) == ["looked at"] * 5 + ["waits"] * 11

    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    def test_many_addresses_together_gain_no_more(self, at):
        email = UserFactory().email

        outcomes = [
            guess(email, at + dt.timedelta(seconds=2 * n), ip=f"198.51.100.{n % 250}")
            for n in range(300)
        ]

        assert outcomes.count("looked at") <= 20

    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    def test_one_address_trying_many_accounts_is_braked(self, at):
        outcomes = [
            guess(f"victim{n}@riz.example", at + dt.timedelta(seconds=n)) for n in range(500)
        ]

        assert outcomes.count("looked at") <= 30

    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    def test_the_owner_gets_in_from_home_whatever_strangers_do(self, at):
        user = UserFactory()
        assert guess(user.email, at, ip=HOME, password=PASSWORD) == "in"
        for n in range(40):
            guess(user.email, at, ip=f"198.51.100.{n}")

        assert guess(user.email, at, ip=ELSEWHERE, password=PASSWORD) == "waits"
        assert guess(user.email, at, ip=HOME, password=PASSWORD) == "in"

    def test_the_owner_gets_in_from_anywhere_two_minutes_later(self, at):
        user = UserFactory()
        for n in range(400):
            guess(user.email, at, ip=f"198.51.100.{n % 250}")

        later = at + dt.timedelta(minutes=2)

        assert guess(user.email, later, ip=HOME, password=PASSWORD) == "in"

    def test_getting_in_forgets_the_accounts_failures_but_not_the_addresses(self, at):
        user, mine = UserFactory(), UserFactory()
        for _ in range(4):
            guess(user.email, at)
        guess(user.email, at, password=PASSWORD)
        assert [guess(user.email, at) for _ in range(5)] == ["looked at"] * 5

        for n in range(40):
            later = at + dt.timedelta(seconds=n)
            guess(mine.email, later, password=PASSWORD)
            guess(f"victim{n}@riz.example", later)

        assert guess("next@riz.example", at + dt.timedelta(seconds=40)) == "waits"


def test_signing_in_publishes_nothing(at):
    user = UserFactory()

    log_in(email=user.email, password=PASSWORD, at=at)

    assert not OutboxEvent.objects.exists()
