"""Signing in where a second factor is on."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from contexts.identity import models
from contexts.identity.parts.accounts.use_cases.set_password import set_password
from riz import clock
from riz.actor import SYSTEM
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import PASSWORD
from tests.contexts.identity.racing import race
from tests.contexts.identity.second_factors.people import (
    challenge_of,
    code_of,
    fresh_code,
    log_in,
    log_of,
    person,
    with_passkey,
    with_totp,
    wrong_code,
)
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db


def answer_to(challenge, code, *, api=None, ip=None):
    api = api or ApiClient()
    if ip:
        api.client.defaults["REMOTE_ADDR"] = ip
    return api.post("/auth/2fa/verify", {"challenge": challenge, "code": code})


class TestAsking:
    @pytest.mark.requirement("ASVS 5.0 6.3.3")
    def test_the_password_alone_opens_nothing(self):
        anita = with_totp()

        answer = log_in(anita)

        refusal = answer.json()
        assert (answer.status_code, refusal["code"]) == (401, "identity.second_factor_required")
        assert refusal["methods"] == ["totp", "recovery_code"]
        assert "access_token" not in refusal
        left = dt.datetime.fromisoformat(refusal["expires_at"]) - clock.now()
        assert dt.timedelta(minutes=4) < left <= dt.timedelta(minutes=5)

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_a_wrong_password_is_answered_as_for_anybody(self):
        anita, ravi = with_totp(), person()

        shapes = []
        for who in (anita, ravi):
            answer = ApiClient().post("/auth/login", {"email": who.user.email, "password": "no"})
            document = answer.json()
            document.pop("request_id")
            shapes.append((answer.status_code, document))

        assert shapes[0] == shapes[1]

    @pytest.mark.requirement("ASVS 5.0 11.5.1")
    def test_the_challenge_is_a_hash_at_rest(self):
        anita = with_totp()

        challenge = challenge_of(anita)

        row = models.SignInChallenge.objects.get()
        assert challenge not in str(vars(row))
        assert len(challenge) == 43

    @pytest.mark.requirement("ASVS 5.0 6.3.5")
    def test_the_half_sign_in_is_logged(self):
        anita = with_totp()
        challenge_of(anita)

        assert log_of(anita)[-1] == "second_factor_asked"


class TestAnswering:
    def test_a_code_completes_it(self):
        anita = with_totp()

        answer = answer_to(challenge_of(anita), fresh_code(anita))

        assert answer.status_code == 200
        assert answer.json()["user_id"] == str(anita.user.id)
        session = models.Session.objects.get(id=answer.json()["session_id"])
        assert session.methods == ["password", "totp"]
        anita.user.refresh_from_db()
        assert anita.user.last_login is not None

    def test_a_browser_gets_its_cookie(self):
        anita = with_totp()
        facts = {"challenge": challenge_of(anita), "code": fresh_code(anita), "client": "browser"}

        answer = ApiClient().post(
            "/auth/2fa/verify", facts, headers={"Origin": "http://testserver"}
        )

        assert answer.status_code == 200
        assert "refresh_token" not in answer.json()
        assert answer.cookies["__Host-riz-refresh"]["httponly"]

    @pytest.mark.requirement("ASVS 5.0 6.5.1")
    def test_a_recovery_code_completes_it_once(self):
        anita = with_totp()
        code = anita.recovery_codes[3]

        first = answer_to(challenge_of(anita), code.lower().replace("-", " "))
        second = answer_to(challenge_of(anita), code)

        assert (first.status_code, second.status_code) == (200, 401)
        assert anita.api.get("/auth/2fa").json()["recovery_codes_left"] == 9
        told = OutboxEvent.objects.filter(name="identity.second_factor.changed.v1")
        assert "recovery_code_used" in [event.payload["what"] for event in told]

    @pytest.mark.requirement("ASVS 5.0 6.5.1")
    def test_a_code_is_good_once(self):
        anita = with_totp()
        code = fresh_code(anita)

        first = answer_to(challenge_of(anita), code)
        again = answer_to(challenge_of(anita), code)

        assert first.status_code == 200
        assert (again.status_code, again.json()["code"]) == (
            401,
            "identity.second_factor_wrong",
        )

    @pytest.mark.requirement("ASVS 5.0 6.5.1")
    def test_an_earlier_step_is_worth_nothing_after_a_later_one(self):
        anita = with_totp()
        now = clock.now()
        models.TotpDevice.objects.update(last_step=0)
        later = code_of(anita.secret, now)
        earlier = code_of(anita.secret, now - dt.timedelta(seconds=30))

        with time_machine.travel(now, tick=False):
            first = answer_to(challenge_of(anita), later)
            second = answer_to(challenge_of(anita), earlier)

        assert (first.status_code, second.status_code) == (200, 401)

    def test_somebody_else_s_code_completes_nothing(self):
        anita, ravi = with_totp(), with_totp()

        with_app = answer_to(challenge_of(anita), fresh_code(ravi))
        with_recovery_code = answer_to(challenge_of(anita), ravi.recovery_codes[0])

        assert (with_app.status_code, with_recovery_code.status_code) == (401, 401)
        assert models.RecoveryCode.objects.exclude(used_at=None).count() == 0

    @pytest.mark.requirement("ASVS 5.0 6.6.2")
    def test_a_challenge_is_good_once(self):
        anita = with_totp()
        challenge = challenge_of(anita)

        first = answer_to(challenge, anita.recovery_codes[0])
        second = answer_to(challenge, anita.recovery_codes[1])

        assert first.status_code == 200
        assert second.json()["code"] == "identity.sign_in_challenge_invalid"
        assert models.RecoveryCode.objects.filter(used_at=None).count() == 9

    @pytest.mark.requirement("ASVS 5.0 6.5.5")
    def test_a_challenge_is_over_after_five_minutes(self):
        anita = with_totp()
        challenge = challenge_of(anita)

        with time_machine.travel(clock.now() + dt.timedelta(minutes=5, seconds=1)):
            answer = answer_to(challenge, fresh_code(anita))

        assert answer.json()["code"] == "identity.sign_in_challenge_invalid"

    @pytest.mark.requirement("ASVS 5.0 6.6.3")
    def test_a_challenge_dies_of_five_wrong_codes(self):
        anita = with_totp()
        challenge = challenge_of(anita)
        wrong = wrong_code(anita.secret)
        answers = [answer_to(challenge, wrong).json()["code"] for _ in range(5)]

        models.LoginThrottle.objects.all().delete()
        last = answer_to(challenge, fresh_code(anita))

        assert answers == ["identity.second_factor_wrong"] * 5
        assert last.json()["code"] == "identity.sign_in_challenge_invalid"

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_an_unknown_challenge_looks_like_one_that_is_over(self):
        anita = with_totp()
        used = challenge_of(anita)
        answer_to(used, anita.recovery_codes[0])

        shapes = []
        for challenge in (used, "k1bQ7h1uUe0m2sQy3p0Yc2oR8b9w4nZ5xT6vL1aJd0E", "x"):
            document = answer_to(challenge, "123456").json()
            document.pop("request_id")
            shapes.append(document)

        assert shapes[0] == shapes[1] == shapes[2]

    def test_whoever_was_disabled_meanwhile_stays_out(self):
        anita = with_totp()
        challenge = challenge_of(anita)
        models.User.objects.filter(id=anita.user.id).update(is_active=False)

        answer = answer_to(challenge, fresh_code(anita))

        assert answer.status_code == 401
        assert not models.SignInChallenge.objects.exclude(used_at=None).exists()

    @pytest.mark.requirement("ASVS 5.0 6.6.2")
    def test_a_challenge_of_the_staff_screens_opens_no_session(self):
        anita = with_totp()
        challenge = challenge_of(anita)
        models.SignInChallenge.objects.update(purpose="STAFF_SCREENS")

        answer = answer_to(challenge, fresh_code(anita))

        assert answer.json()["code"] == "identity.sign_in_challenge_invalid"

    @pytest.mark.requirement("ASVS 5.0 6.4.3")
    def test_a_new_password_does_not_switch_it_off(self):
        anita = with_totp()

        set_password(
            user_id=anita.user.id,
            password="seven hills and a river",
            actor=SYSTEM,
            at=clock.now(),
        )
        answer = ApiClient().post(
            "/auth/login", {"email": anita.user.email, "password": "seven hills and a river"}
        )

        assert answer.json()["code"] == "identity.second_factor_required"


class TestGuessing:
    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    @pytest.mark.usefixtures("frozen_clock")
    def test_after_five_wrong_codes_the_waits_grow_and_end(self):
        anita = with_totp()
        models.Session.objects.all().update(ip="192.0.2.77")
        wrong = wrong_code(anita.secret)
        challenge = challenge_of(anita)
        for _ in range(5):
            answer_to(challenge, wrong)

        held = answer_to(challenge_of(anita), wrong)
        start = clock.now()
        waits = []
        for _ in range(12):
            wait = int(held.headers["Retry-After"]) if held.status_code == 429 else 0
            waits.append(wait)
            start += dt.timedelta(seconds=wait)
            with time_machine.travel(start, tick=False):
                tried = answer_to(challenge_of(anita), wrong_code(anita.secret))
                assert tried.status_code == 401
                held = answer_to(challenge_of(anita), wrong)

        assert held.status_code == 429
        assert waits == sorted(waits)
        assert 60 < max(waits) <= 900

    @pytest.mark.requirement("ASVS 5.0 6.6.3")
    def test_guesses_for_ten_minutes_get_few_looks(self):
        anita = with_totp()
        now = clock.now()
        looked_at = 0
        with time_machine.travel(now, tick=False) as travel:
            for number in range(60):
                travel.move_to(now + dt.timedelta(seconds=10 * number))
                answer = answer_to(
                    challenge_of(anita),
                    wrong_code(anita.secret),
                    ip=f"198.51.100.{number % 250 + 1}",
                )
                looked_at += answer.status_code == 401

        assert looked_at <= 20

    def test_parallel_guesses_gain_nothing_because_they_are_counted_first(self):
        anita = with_totp()
        challenge = challenge_of(anita)
        models.SignInChallenge.objects.update(attempts=4)

        answer_to(challenge, wrong_code(anita.secret))

        assert models.SignInChallenge.objects.get().attempts == 5
        assert answer_to(challenge, fresh_code(anita)).status_code == 401

    @pytest.mark.usefixtures("frozen_clock")
    def test_strangers_who_guess_elsewhere_don_t_keep_the_owner_out(self):
        anita = with_totp()
        models.Session.objects.update(ip="192.0.2.9")
        for number in range(12):
            answer_to(
                challenge_of(anita),
                wrong_code(anita.secret),
                ip=f"198.51.100.{number + 1}",
            )

        elsewhere = answer_to(challenge_of(anita), fresh_code(anita), ip="203.0.113.5")
        by_recovery_code = answer_to(challenge_of(anita), anita.recovery_codes[0], ip="203.0.113.6")
        at_home = answer_to(challenge_of(anita), fresh_code(anita), ip="192.0.2.9")

        assert elsewhere.status_code == 429
        assert by_recovery_code.status_code == 200
        assert at_home.status_code == 200

    @pytest.mark.usefixtures("frozen_clock")
    def test_strangers_at_the_owner_s_address_don_t_keep_the_owner_out(self):
        anita = with_totp()
        models.Session.objects.update(ip="127.0.0.1")
        challenge = challenge_of(anita)
        strangers = [
            ApiClient().post("/auth/login", {"email": f"nobody{n}@riz.example", "password": "no"})
            for n in range(21)
        ]

        assert strangers[-1].status_code == 429
        assert answer_to(challenge, fresh_code(anita)).status_code == 200

    def test_a_right_code_is_no_failure(self):
        anita = with_totp()

        statuses = {answer_to(challenge_of(anita), fresh_code(anita)).status_code for _ in range(9)}

        assert statuses == {200}


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.requirement("ASVS 5.0 6.5.1")
    def test_of_simultaneous_same_codes_one_is_good(self):
        anita = with_totp()
        challenges = [challenge_of(anita) for _ in range(4)]
        code = fresh_code(anita)

        outcomes = race(4, lambda: answer_to(challenges.pop(), code).status_code)

        assert sorted(outcomes) == [200, 401, 401, 401]

    @pytest.mark.requirement("ASVS 5.0 6.5.1")
    def test_of_simultaneous_same_recovery_codes_one_is_good(self):
        anita = with_totp()
        challenges = [challenge_of(anita) for _ in range(4)]

        outcomes = race(4, lambda: answer_to(challenges.pop(), anita.recovery_codes[0]).status_code)

        assert sorted(outcomes) == [200, 401, 401, 401]

    def test_of_simultaneous_answers_to_one_challenge_one_is_good(self):
        anita = with_totp()
        challenge = challenge_of(anita)
        codes = list(anita.recovery_codes[:4])

        outcomes = race(4, lambda: answer_to(challenge, codes.pop()).status_code)

        assert sorted(outcomes) == [200, 401, 401, 401]


class TestWhatIsWritten:
    def test_nothing_secret_is_logged(self, caplog):
        caplog.set_level("DEBUG")
        anita = with_totp()
        challenge = challenge_of(anita)
        code = fresh_code(anita)
        answer_to(challenge, code)
        answer_to(challenge_of(anita), anita.recovery_codes[0])

        written = caplog.text + str(list(models.SecurityEvent.objects.values()))

        for secret in (challenge, anita.secret, anita.recovery_codes[0], PASSWORD):
            assert secret not in written

    def test_a_wrong_code_is_logged_with_its_address(self):
        anita = with_totp()
        answer_to(challenge_of(anita), wrong_code(anita.secret), ip="198.51.100.7")

        entry = models.SecurityEvent.objects.get(action="second_factor_failed")
        assert (entry.user_id, entry.ip) == (anita.user.id, "198.51.100.7")


def test_whoever_has_a_passkey_is_asked_for_it():
    anita = with_passkey()

    assert log_in(anita).json()["methods"] == ["passkey", "recovery_code"]
