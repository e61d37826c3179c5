"""Staff sign in to their screens with a second factor, and help people who lost theirs."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.errors import ReasonMissing, UserNotFound
from contexts.identity.parts.accounts.use_cases.reset_second_factors import reset_second_factors
from riz import clock
from riz.actor import SYSTEM
from riz.errors import Forbidden
from riz.ids import new_id
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import PASSWORD, RoleGrantFactory
from tests.contexts.identity.second_factors.people import (
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
LOGIN = "/admin/login/"


def staff(who=None, role=Role.PORTAL_ADMIN):
    who = who or person()
    RoleGrantFactory(user=who.user, role=role)
    return who


def first_step(who, client=None):
    client = client or Client()
    return client, client.post(LOGIN, {"username": who.user.email, "password": PASSWORD})


def challenge_in(page):
    return re.search(r'name="challenge" value="([^"]+)"', page.content.decode())[1]


def second_step(client, page, **facts):
    return client.post(LOGIN, {"challenge": challenge_in(page), "next": "/admin/", **facts})


def is_in(client):
    return client.get("/admin/").status_code == 200


class TestSigningIn:
    def test_without_a_second_factor_administrators_are_warned(self):
        client, answer = first_step(staff())

        assert answer.status_code == 302
        page = client.get("/admin/").content.decode()
        assert "only a password protects it" in page

    def test_other_staff_are_not_warned(self):
        client, _ = first_step(staff(role=Role.PORTAL_STAFF))

        assert "only a password protects it" not in client.get("/admin/").content.decode()

    @pytest.mark.requirement("ASVS 5.0 6.3.3", "ASVS 5.0 6.3.4")
    def test_the_password_alone_opens_no_screen(self):
        client, page = first_step(staff(with_totp()))

        assert page.status_code == 200
        assert "Enter a code of your authenticator app" in page.content.decode()
        assert not is_in(client)

    def test_a_code_opens_them(self):
        anita = staff(with_totp())
        client, page = first_step(anita)

        answer = second_step(client, page, code=fresh_code(anita))

        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
        assert is_in(client)
        assert log_of(anita)[-1] == "staff_signed_in"
        assert "only a password protects it" not in client.get("/admin/").content.decode()

    @pytest.mark.parametrize(
        "page", ["//evil.example", "https://evil.example/admin/", "/\\\\evil.example", ""]
    )
    def test_they_lead_nowhere_else(self, page):
        answer = Client().post(
            LOGIN, {"username": staff().user.email, "password": PASSWORD, "next": page}
        )

        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")

    @pytest.mark.requirement("ASVS 5.0 6.5.1")
    def test_a_recovery_code_opens_them_once(self):
        anita = staff(with_totp())
        outcomes = []
        for _ in range(2):
            client, page = first_step(anita)
            second_step(client, page, code=anita.recovery_codes[0])
            outcomes.append(is_in(client))

        assert outcomes == [True, False]

    def test_a_passkey_opens_them(self):
        anita = staff(with_passkey())
        client, page = first_step(anita)
        options = re.search(r'data-options="([^"]+)"', page.content.decode())[1]
        credential = anita.device.get(json.loads(html.unescape(options)))

        second_step(client, page, passkey=json.dumps(credential))

        assert is_in(client)

    @pytest.mark.parametrize(
        "passkey", ["{}", "[]", "nonsense", '{"response": 5}', "[" * 5000], ids=range(5)
    )
    def test_nonsense_for_a_passkey_is_refused(self, passkey):
        client, page = first_step(staff(with_passkey()))

        answer = second_step(client, page, passkey=passkey)

        assert answer.status_code == 200
        assert not is_in(client)

    @pytest.mark.requirement("ASVS 5.0 6.6.3")
    def test_a_wrong_code_asks_again_and_five_end_it(self):
        anita = staff(with_totp())
        client, page = first_step(anita)
        wrong = wrong_code(anita.secret)
        for _ in range(5):
            answer = second_step(client, page, code=wrong)
            assert "That did not work" in answer.content.decode()

        models.LoginThrottle.objects.all().delete()
        answer = second_step(client, page, code=fresh_code(anita))

        assert "This sign-in is over" in answer.content.decode()
        assert 'name="username"' in answer.content.decode()
        assert not is_in(client)

    def test_what_was_typed_is_not_written_back(self):
        client, page = first_step(staff(with_totp()))

        answer = second_step(client, page, code="MZXW-6YTB-OI2D-GNJQ-GY3T-QOJQ")

        assert "MZXW" not in answer.content.decode()

    @pytest.mark.usefixtures("frozen_clock")
    def test_a_wait_says_how_long(self):
        anita = staff(with_totp())
        wrong = wrong_code(anita.secret)
        models.Session.objects.update(ip="192.0.2.77")
        client, page = first_step(anita)
        for _ in range(5):
            second_step(client, page, code=wrong)
        client, page = first_step(anita)

        answer = second_step(client, page, code=wrong)

        assert re.search(r"\([0-9]+ seconds\)", answer.content.decode())

    @pytest.mark.requirement("ASVS 5.0 6.6.2")
    def test_a_challenge_of_the_api_opens_no_screen(self):
        anita = staff(with_totp())
        challenge = log_in(anita).json()["challenge"]
        client = Client()

        client.post(LOGIN, {"challenge": challenge, "code": fresh_code(anita)})

        assert not is_in(client)

    def test_whoever_does_not_work_here_is_refused_as_for_a_wrong_password(self):
        anita = with_totp()
        client, right = first_step(anita)
        wrong = client.post(LOGIN, {"username": anita.user.email, "password": "no"})

        def shape(page):
            return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())

        assert shape(right) == shape(wrong)
        assert not models.SignInChallenge.objects.exists()

    def test_whoever_lost_the_role_meanwhile_stays_out(self):
        anita = staff(with_totp())
        client, page = first_step(anita)
        models.RoleGrant.objects.all().delete()

        second_step(client, page, code=fresh_code(anita))

        assert not is_in(client)

    def test_it_leads_back_to_where_it_came_from_and_nowhere_else(self):
        anita = staff(with_totp())
        for asked, led in (
            ("/admin/identity/user/", "/admin/identity/user/"),
            ("//evil.test", "/"),
        ):
            client, page = first_step(anita)
            answer = second_step(client, page, code=fresh_code(anita), next=asked)
            assert answer.headers["Location"].startswith(led)
            assert "evil" not in answer.headers["Location"]


class TestResetting:
    @pytest.mark.requirement("ASVS 5.0 6.4.4")
    def test_everything_is_removed_and_every_session_ends(self):
        anita = with_passkey(with_totp())

        reset_second_factors(
            user_id=anita.user.id, reason="showed her passport", actor=SYSTEM, at=clock.now()
        )

        assert anita.api.get("/auth/me").status_code == 401
        assert log_in(anita).status_code == 200
        assert not models.TotpDevice.objects.exists()
        assert not models.Passkey.objects.exists()
        assert not models.RecoveryCode.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 6.3.7")
    def test_it_is_logged_with_its_reason_and_told(self):
        anita = with_totp()

        reset_second_factors(
            user_id=anita.user.id, reason=" showed her passport ", actor=SYSTEM, at=clock.now()
        )

        entry = models.SecurityEvent.objects.get(action="second_factors_reset")
        assert (entry.user_id, entry.actor) == (anita.user.id, "system")
        assert entry.metadata == {"reason": "showed her passport"}
        told = OutboxEvent.objects.filter(name="identity.second_factor.changed.v1").last()
        assert told.payload["what"] == "reset_by_staff"

    def test_a_sign_in_that_waits_is_over(self):
        anita = with_totp()
        challenge = log_in(anita).json()["challenge"]
        reset_second_factors(user_id=anita.user.id, reason="lost", actor=SYSTEM, at=clock.now())

        answer = ApiClient().post(
            "/auth/2fa/verify", {"challenge": challenge, "code": anita.recovery_codes[0]}
        )

        assert answer.json()["code"] == "identity.sign_in_challenge_invalid"

    @pytest.mark.parametrize("reason", ["", "   ", "x" * 201], ids=["none", "blank", "long"])
    def test_it_needs_a_reason(self, reason):
        anita = with_totp()

        with pytest.raises(ReasonMissing):
            reset_second_factors(user_id=anita.user.id, reason=reason, actor=SYSTEM, at=clock.now())
        assert models.TotpDevice.objects.exists()

    @pytest.mark.parametrize("role", [None, Role.PORTAL_STAFF])
    def test_only_who_manages_accounts_may(self, role):
        anita, ravi = with_totp(), person()
        if role:
            RoleGrantFactory(user=ravi.user, role=role)

        with pytest.raises(Forbidden):
            reset_second_factors(
                user_id=anita.user.id, reason="x", actor=ravi.user.to_actor(), at=clock.now()
            )

    @pytest.mark.requirement("ASVS 5.0 6.4.4")
    def test_nobody_resets_their_own(self):
        anita = staff(with_totp())

        with pytest.raises(Forbidden):
            reset_second_factors(
                user_id=anita.user.id, reason="x", actor=anita.user.to_actor(), at=clock.now()
            )

    def test_of_nobody_there_is_nothing_to_reset(self):
        with pytest.raises(UserNotFound):
            reset_second_factors(user_id=new_id(), reason="x", actor=SYSTEM, at=clock.now())


def screen_of(who):
    return reverse("admin:identity_user_reset_second_factors", args=[who.user.id])


class TestResettingOnTheScreen:
    def test_an_administrator_resets_for_a_reason(self, client):
        anita, admin = with_totp(), staff()
        client.force_login(admin.user)
        page = screen_of(anita)

        shown = client.get(page).content.decode()
        refused = client.post(page, {"reason": ""})
        answer = client.post(page, {"reason": "showed her passport"}, follow=True)

        assert "totp, recovery_code" in shown
        assert refused.status_code == 200
        assert "The person is told by mail" in answer.content.decode()
        assert not models.TotpDevice.objects.exists()

    @pytest.mark.parametrize("wrong_hands", [True, False])
    def test_an_account_that_was_in_wrong_hands_is_recovered_with_it(self, client, wrong_hands):
        anita, admin = person(), staff()
        client.force_login(admin.user)
        form = {"reason": "showed her passport"} | (
            {"was_in_wrong_hands": "on"} if wrong_hands else {}
        )

        answer = client.post(screen_of(anita), form)

        assert answer.status_code == 302
        assert log_in(anita).status_code == (401 if wrong_hands else 200)
        links = models.MailLink.objects.filter(kind="RESET_PASSWORD", recipient=anita.user.email)
        assert links.exists() == wrong_hands
        recovered = models.SecurityEvent.objects.filter(action="account_recovered")
        assert [entry.actor for entry in recovered] == [str(admin.user.to_actor())] * wrong_hands

    def test_the_person_s_screen_names_factors_and_shows_no_secret(self, client):
        anita, admin = with_passkey(with_totp()), staff()
        client.force_login(admin.user)

        page = client.get(f"/admin/identity/user/{anita.user.id}/change/").content.decode()

        assert "totp, passkey, recovery_code" in page
        row = models.TotpDevice.objects.get()
        assert anita.secret not in page
        assert row.secret_sealed not in page

    @pytest.mark.parametrize("role", [Role.PORTAL_STAFF])
    def test_other_staff_may_not(self, client, role):
        anita, clerk = with_totp(), staff(role=role)
        client.force_login(clerk.user)

        answer = client.post(screen_of(anita), {"reason": "x"})

        assert answer.status_code != 404
        assert models.TotpDevice.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 6.4.4")
    def test_nobody_resets_their_own(self, client):
        admin = staff(with_totp())
        client.force_login(admin.user)

        answer = client.post(screen_of(admin), {"reason": "x"})

        assert answer.status_code != 404
        assert models.TotpDevice.objects.exists()
