"""Forgetting, resetting and changing a password."""

from __future__ import annotations

import datetime as dt

import pytest

from contexts.identity import models
from contexts.identity.contracts import MailLinkKind
from contexts.identity.errors import BadCredentials, MailLinkInvalid
from contexts.identity.parts.accounts.errors import PasswordWrong, StepUpRefused
from contexts.identity.parts.accounts.use_cases.ask_for_password_reset import (
    ask_for_password_reset,
)
from contexts.identity.parts.accounts.use_cases.change_password import change_password
from contexts.identity.parts.accounts.use_cases.log_in import log_in
from contexts.identity.parts.activity.contracts import Action
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from contexts.identity.use_cases.reset_password import reset_password
from riz.actor import Actor
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.links import token_in_mail
from tests.contexts.identity.racing import race

pytestmark = pytest.mark.django_db
NEW = "four boats under the bridge"
IP = "198.51.100.7"


def forget(user, at):
    ask_for_password_reset(email=user.email, ip=IP, at=at)
    return token_in_mail(MailLinkKind.RESET_PASSWORD, user.email)


def live(user):
    return models.Session.objects.filter(user=user, revoked_at=None).count()


class TestForgetting:
    def test_over_http_from_the_mail_to_signing_in(self, api):
        user = UserFactory()

        asked = api.post("/auth/password/forgot", {"email": user.email.upper()})
        token = token_in_mail(MailLinkKind.RESET_PASSWORD)
        reset = api.post("/auth/password/reset", {"token": token, "new_password": NEW})

        assert (asked.status_code, reset.status_code) == (202, 204)
        credentials = {"email": user.email, "password": NEW}
        assert api.post("/auth/login", credentials).status_code == 200
        again = api.post("/auth/password/reset", {"token": token, "new_password": PASSWORD})
        assert (again.status_code, again.json()["code"]) == (422, "identity.mail_link_invalid")

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    @pytest.mark.parametrize(
        "state", ["known", "unknown", "disabled", "unconfirmed", "passwordless"]
    )
    def test_takes_the_same_queries_for_everybody(self, at, state, django_assert_num_queries):
        email = "nobody@riz.example"
        if state != "unknown":
            user = UserFactory(
                is_active=state != "disabled",
                email_verified_at=None if state == "unconfirmed" else at,
            )
            if state == "passwordless":
                user.set_unusable_password()
                user.save()
            email = user.email

        with django_assert_num_queries(13):
            ask_for_password_reset(email=email, ip=IP, at=at)

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_hashes_nothing_so_that_time_tells_nothing(self, at, monkeypatch):
        def fail(*args, **kwargs):
            raise AssertionError("a hash was made")

        monkeypatch.setattr("django.contrib.auth.hashers.MD5PasswordHasher.encode", fail)

        ask_for_password_reset(email="nobody@riz.example", ip=IP, at=at)

    @pytest.mark.requirement("ASVS 5.0 16.3.1")
    def test_is_noted_with_its_address(self, at):
        user = UserFactory()

        forget(user, at)

        noted = models.SecurityEvent.objects.get()
        assert (noted.action, noted.user_id, noted.ip) == (Action.PASSWORD_RESET_ASKED, user.id, IP)

    def test_again_and_again_sends_few_mails_and_leaves_a_good_one(self, at):
        user = UserFactory()
        for second in range(60):
            ask_for_password_reset(email=user.email, ip=IP, at=at + dt.timedelta(seconds=second))

        assert models.MailLink.objects.count() == 3
        token = token_in_mail(MailLinkKind.RESET_PASSWORD)
        reset_password(token=token, new_password=NEW, ip=IP, at=at + dt.timedelta(minutes=2))

    def test_by_a_stranger_never_keeps_the_owner_out_for_long(self, at):
        user = UserFactory()
        for minute in range(300):
            ask_for_password_reset(email=user.email, ip=IP, at=at + dt.timedelta(minutes=minute))
        before = models.MailLink.objects.count()

        ask_for_password_reset(email=user.email, ip=IP, at=at + dt.timedelta(minutes=315))

        assert before < 30
        assert models.MailLink.objects.count() == before + 1


class TestResetting:
    @pytest.mark.requirement("ASVS 5.0 7.4.3")
    def test_ends_every_session_and_is_told(self, at):
        user = UserFactory()
        start_session(user_id=user.id, at=at)

        reset_password(token=forget(user, at), new_password=NEW, ip=IP, at=at)

        assert live(user) == 0
        assert OutboxEvent.objects.filter(name="identity.password.changed.v1").count() == 1
        noted = models.SecurityEvent.objects.get(action=Action.PASSWORD_RESET)
        assert (noted.user_id, noted.ip) == (user.id, IP)

    @pytest.mark.requirement("ASVS 5.0 6.4.1")
    def test_is_over_after_half_an_hour(self, at):
        token = forget(UserFactory(), at)

        with pytest.raises(MailLinkInvalid):
            reset_password(token=token, new_password=NEW, ip=IP, at=at + dt.timedelta(minutes=30))

    def test_a_refused_password_leaves_the_link_good(self, api):
        user = UserFactory()
        api.post("/auth/password/forgot", {"email": user.email})
        token = token_in_mail(MailLinkKind.RESET_PASSWORD)

        weak = api.post("/auth/password/reset", {"token": token, "new_password": "password123"})
        good = api.post("/auth/password/reset", {"token": token, "new_password": NEW})

        assert (weak.status_code, weak.json()["code"]) == (422, "identity.password_too_weak")
        assert good.status_code == 204

    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    def test_forgives_failed_sign_ins_so_that_strangers_keep_nobody_out(self, at):
        user = UserFactory()
        for number in range(30):
            with pytest.raises(Exception):  # noqa: B017, PT011 - wrong, or too often
                log_in(email=user.email, password="wrong", ip=f"203.0.113.{number}", at=at)

        reset_password(token=forget(user, at), new_password=NEW, ip=IP, at=at)

        assert log_in(email=user.email, password=NEW, ip=IP, at=at)

    @pytest.mark.requirement("ASVS 5.0 6.4.3")
    def test_a_second_factor_is_asked_for_as_before(self, api, at):
        user = UserFactory()
        models.TotpDevice.objects.create(
            user=user, secret_sealed="JBSWY3DPEHPK3PXP", created_at=at, confirmed_at=at
        )

        reset_password(token=forget(user, at), new_password=NEW, ip=IP, at=at)

        answer = api.post("/auth/login", {"email": user.email, "password": NEW})
        assert (answer.status_code, answer.json()["code"]) == (
            401,
            "identity.second_factor_required",
        )

    def test_a_disabled_account_stays_disabled(self, at):
        user = UserFactory()
        token = forget(user, at)
        models.User.objects.update(is_active=False)

        with pytest.raises(MailLinkInvalid):
            reset_password(token=token, new_password=NEW, ip=IP, at=at)

    def test_a_link_to_a_former_address_is_no_good(self, at):
        user = UserFactory()
        token = forget(user, at)
        models.User.objects.update(email="moved@riz.example")

        with pytest.raises(MailLinkInvalid):
            reset_password(token=token, new_password=NEW, ip=IP, at=at)

    @pytest.mark.django_db(transaction=True)
    def test_of_several_at_once_one_counts(self, at):
        user = UserFactory()
        token = forget(user, at)
        choices = [f"{NEW} {number}" for number in range(4)]
        left = list(choices)

        results = race(
            4, lambda: reset_password(token=token, new_password=left.pop(), ip=IP, at=at)
        )

        assert sum(isinstance(result, MailLinkInvalid) for result in results) == 3
        user.refresh_from_db()
        assert sum(user.check_password(choice) for choice in choices) == 1


class TestChanging:
    @pytest.mark.requirement("ASVS 5.0 7.4.3", "ASVS 5.0 6.2.2")
    def test_ends_the_other_sessions_and_keeps_this_one(self, api):
        user = UserFactory()
        mine = api.post("/auth/login", {"email": user.email, "password": PASSWORD}).json()
        other = api.post("/auth/login", {"email": user.email, "password": PASSWORD}).json()
        headers = {"Authorization": f"Bearer {mine['access_token']}"}

        body = {"current_password": PASSWORD, "new_password": NEW}
        changed = api.post("/auth/password/change", body, headers=headers)

        assert changed.status_code == 204
        assert api.get("/auth/me", headers=headers).status_code == 200
        elsewhere = {"Authorization": f"Bearer {other['access_token']}"}
        assert api.get("/auth/me", headers=elsewhere).status_code == 401
        assert OutboxEvent.objects.filter(name="identity.password.changed.v1").exists()

    @pytest.mark.requirement("ASVS 5.0 6.2.3")
    def test_needs_the_current_one(self, api):
        user = UserFactory()

        answer = api.sign_in(user).post(
            "/auth/password/change", {"current_password": "not it", "new_password": NEW}
        )

        assert (answer.status_code, answer.json()["code"]) == (422, "identity.password_wrong")
        user.refresh_from_db()
        assert user.check_password(PASSWORD)

    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    @pytest.mark.usefixtures("frozen_clock")
    def test_a_wrong_one_counts_like_a_failed_sign_in(self, api):
        user = UserFactory()
        body = {"current_password": "not it", "new_password": NEW}
        api.sign_in(user)

        answers = [
            api.post(
                "/auth/password/change", body, headers={"X-Forwarded-For": f"203.0.113.{n}"}
            ).status_code
            for n in range(7)
        ]

        assert answers == [422] * 5 + [429] * 2
        right = api.post(
            "/auth/password/change", {"current_password": PASSWORD, "new_password": NEW}
        )
        assert right.status_code == 429

    def test_ends_links_to_choose_one(self, at):
        user = UserFactory()
        token = forget(user, at)
        actor = Actor(id=user.id, kind="traveller")

        change_password(current_password=PASSWORD, new_password=NEW, actor=actor, ip=IP, at=at)

        with pytest.raises(MailLinkInvalid):
            reset_password(token=token, new_password="another good one 7", ip=IP, at=at)

    def test_is_for_nobody_who_acts_as_somebody_else(self, at):
        user, staff = UserFactory(), UserFactory()

        for actor in (
            Actor(id=user.id, impersonator_id=staff.id),
            Actor(id=user.id, scopes=frozenset({"profile"})),
        ):
            with pytest.raises(StepUpRefused):
                change_password(
                    current_password=PASSWORD, new_password=NEW, actor=actor, ip=IP, at=at
                )

    def test_an_account_without_a_password_has_no_current_one(self, at):
        user = UserFactory()
        user.set_unusable_password()
        user.save()

        with pytest.raises(PasswordWrong):
            change_password(
                current_password="", new_password=NEW, actor=Actor(id=user.id), ip=IP, at=at
            )

    @pytest.mark.requirement(
        "ASVS 5.0 6.2.1", "ASVS 5.0 6.2.4", "ASVS 5.0 6.2.5", "ASVS 5.0 6.2.9", "ASVS 5.0 6.2.11"
    )
    @pytest.mark.parametrize(
        ("password", "is_taken"),
        [("sevench", False), ("eight ch", True), ("x y" * 40, True), ("\U0001f6f6" * 64, True),
         (" leading and trailing ", True), ("correcthorse", True), ("PASSWORD123", False),
         ("traveller", False)],
        ids=range(8),
    )  # fmt: skip
    def test_passwords(self, api, password, is_taken):
        user = UserFactory(email="traveller@riz.example")

        answer = api.sign_in(user).post(
            "/auth/password/change", {"current_password": PASSWORD, "new_password": password}
        )

        assert (answer.status_code == 204) == is_taken
        user.refresh_from_db()
        assert user.check_password(password) == is_taken

    @pytest.mark.requirement("ASVS 5.0 6.2.8")
    def test_passwords_count_as_typed(self, at):
        user = UserFactory()
        exact = "  Four Boats  "
        change_password(
            current_password=PASSWORD, new_password=exact, actor=Actor(id=user.id), ip=IP, at=at
        )

        for other in (exact.strip(), exact.lower(), exact[:-1]):
            with pytest.raises(BadCredentials):
                log_in(email=user.email, password=other, ip=IP, at=at)
        assert log_in(email=user.email, password=exact, ip=IP, at=at)
