"""Showing once more who one is, before something that matters."""

from __future__ import annotations

import datetime as dt

import pytest

from contexts.identity import models
from contexts.identity.errors import StepUpRefused
from contexts.identity.parts.accounts.use_cases.step_up import step_up
from riz import clock
from riz.actor import SYSTEM, Actor
from riz.ids import new_id
from tests.contexts.identity.factories import PASSWORD
from tests.contexts.identity.second_factors.people import (
    forget_step_up,
    fresh_code,
    log_of,
    person,
    with_passkey,
    with_totp,
    wrong_code,
)

pytestmark = pytest.mark.django_db


def shown_again(who, **what):
    """Step up, and go on with the token that takes the place of the one before."""
    answer = who.api.post("/auth/step-up", what)
    if answer.status_code == 200:
        who.api.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return answer


def is_open(who):
    return who.api.post("/auth/2fa/enable").status_code == 200


class TestWithoutASecondFactor:
    @pytest.mark.requirement("ASVS 5.0 7.5.1", "ASVS 5.0 7.5.3")
    def test_the_password_opens_sensitive_acts_for_ten_minutes(self):
        anita = person()
        forget_step_up(anita)
        assert not is_open(anita)

        answer = shown_again(anita, password=PASSWORD)

        until = dt.datetime.fromisoformat(answer.json()["until"])
        assert answer.status_code == 200
        assert is_open(anita)
        assert dt.timedelta(minutes=9) < until - clock.now() <= dt.timedelta(minutes=10)

    @pytest.mark.requirement("ASVS 5.0 7.2.4")
    def test_the_tokens_before_it_count_no_more(self):
        anita = person()
        forget_step_up(anita)
        copied = anita.api.headers["Authorization"]

        token = anita.api.post("/auth/step-up", {"password": PASSWORD}).json()["access_token"]

        with_copy = anita.api.get("/auth/me", headers={"Authorization": copied})
        with_new = anita.api.get("/auth/me", headers={"Authorization": f"Bearer {token}"})
        assert (with_copy.status_code, with_copy.json()["code"]) == (
            401,
            "identity.access_token_expired",
        )
        assert with_new.status_code == 200

    def test_it_is_this_session_s_alone(self):
        anita = person()
        there = person(email="x@riz.example")
        there.api.sign_in(anita.user)
        forget_step_up(anita)

        shown_again(anita, password=PASSWORD)

        assert is_open(anita)
        assert not is_open(there)

    def test_a_wrong_password_opens_nothing_and_is_logged(self):
        anita = person()
        forget_step_up(anita)

        answer = shown_again(anita, password="no")

        assert (answer.status_code, answer.json()["code"]) == (422, "identity.password_wrong")
        assert not is_open(anita)
        assert log_of(anita)[-1] == "step_up_failed"

    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    @pytest.mark.usefixtures("frozen_clock")
    def test_the_waits_grow_as_at_signing_in(self):
        anita = person()
        models.Session.objects.update(ip="192.0.2.77")

        statuses = [shown_again(anita, password="no").status_code for _ in range(6)]

        assert statuses == [422] * 5 + [429]

    @pytest.mark.parametrize(
        "facts",
        [{}, {"password": PASSWORD, "code": "123456"}, {"secret": "x"}, {"passkey": {}}, []],
        ids=range(5),
    )
    def test_one_way_at_a_time(self, facts):
        assert person().api.post("/auth/step-up", facts).status_code in {400, 422}


class TestWithASecondFactor:
    @pytest.mark.requirement("ASVS 5.0 7.5.1")
    def test_the_password_alone_is_not_enough(self):
        anita = with_totp()
        forget_step_up(anita)

        answer = shown_again(anita, password=PASSWORD)

        assert (answer.status_code, answer.json()["code"]) == (
            403,
            "identity.second_factor_needed",
        )
        assert answer.json()["methods"] == ["totp", "recovery_code"]
        assert not is_open(anita)

    @pytest.mark.requirement("ASVS 5.0 6.5.1")
    def test_a_code_opens_once(self):
        anita = with_totp()
        forget_step_up(anita)
        code = fresh_code(anita)

        first = shown_again(anita, code=code)
        forget_step_up(anita)
        second = shown_again(anita, code=code)

        assert (first.status_code, second.status_code) == (200, 422)
        assert not is_open(anita)
        assert "totp" in models.Session.objects.get().methods

    @pytest.mark.requirement("ASVS 5.0 6.5.1")
    def test_a_recovery_code_opens_once(self):
        anita = with_totp()

        answers = [shown_again(anita, code=anita.recovery_codes[0]) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [200, 422]

    def test_a_passkey_opens(self):
        anita = with_passkey()
        forget_step_up(anita)
        options = anita.api.post("/auth/step-up/passkey-options").json()["public_key"]

        answer = shown_again(anita, passkey=anita.device.get(options))

        assert answer.status_code == 200
        assert is_open(anita)
        assert log_of(anita)[-1] == "stepped_up"

    def test_somebody_else_s_passkey_does_not(self):
        anita, ravi = with_passkey(), with_passkey()
        forget_step_up(anita)
        options = anita.api.post("/auth/step-up/passkey-options").json()["public_key"]

        answer = shown_again(anita, passkey=ravi.device.get(options))

        assert (answer.status_code, answer.json()["code"]) == (
            422,
            "identity.passkey_not_acceptable",
        )
        assert not is_open(anita)

    def test_whoever_has_no_passkey_has_no_options(self):
        answer = with_totp().api.post("/auth/step-up/passkey-options")

        assert (answer.status_code, answer.json()["code"]) == (404, "identity.passkey_not_found")

    @pytest.mark.requirement("ASVS 5.0 6.6.3")
    @pytest.mark.usefixtures("frozen_clock")
    def test_wrong_codes_are_slowed_down(self):
        anita = with_totp()
        models.Session.objects.update(ip="192.0.2.77")
        wrong = wrong_code(anita.secret)

        statuses = [shown_again(anita, code=wrong).status_code for _ in range(6)]

        assert statuses == [422] * 5 + [429]


class TestWhoMay:
    @pytest.mark.parametrize(
        "facts",
        [
            {"scopes": frozenset({"profile"})},
            {"partner_id": new_id()},
            {"impersonator_id": new_id()},
            {"session_id": None},
        ],
        ids=["program", "partner", "impersonator", "no-session"],
    )
    def test_only_people_signed_in_as_themselves(self, facts):
        anita = person()
        session_id = models.Session.objects.get().id
        actor = Actor(**{"id": anita.user.id, "session_id": session_id, **facts})

        with pytest.raises(StepUpRefused):
            step_up(actor=actor, password=PASSWORD, at=clock.now())

    def test_the_system_is_nobody(self):
        with pytest.raises(StepUpRefused):
            step_up(actor=SYSTEM, password=PASSWORD, at=clock.now())
