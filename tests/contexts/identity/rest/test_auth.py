import datetime as dt
import logging
from operator import attrgetter

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from contexts.identity import models
from contexts.identity.contracts import MailLinkKind, Role
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz import clock
from tests.contexts.identity.factories import (
    PASSWORD,
    OrganisationFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.contexts.identity.links import token_in_mail

pytestmark = pytest.mark.django_db
NEW = {"email": "Anita@riz.example", "password": PASSWORD, "full_name": "Anita Debbarma"}
ARGON2 = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def log_in(api, user, password=PASSWORD):
    return api.post("/auth/login", {"email": user.email, "password": password})


def confirm(api):
    token = token_in_mail(MailLinkKind.VERIFY_EMAIL)
    assert api.post("/auth/email/verify", {"token": token}).status_code == 204


class TestTheWholeWay:
    @pytest.mark.requirement("ASVS 5.0 7.4.1")
    def test_register_log_in_me_refresh_log_out(self, api):
        assert api.post("/auth/register", NEW).status_code == 202
        confirm(api)

        pair = api.post("/auth/login", {"email": "anita@RIZ.example", "password": PASSWORD}).json()
        mine = api.get("/auth/me", headers=bearer(pair["access_token"]))
        assert (mine.status_code, mine.json()["email"]) == (200, "anita@riz.example")
        assert mine.json()["roles"] == []

        next_pair = api.post("/auth/refresh", {"refresh_token": pair["refresh_token"]}).json()
        assert next_pair["session_id"] == pair["session_id"]

        left = api.post("/auth/logout", headers=bearer(next_pair["access_token"]))
        assert (left.status_code, left.content) == (204, b"")
        for token in (pair["access_token"], next_pair["access_token"]):
            refused = api.get("/auth/me", headers=bearer(token))
            assert (refused.status_code, refused.json()["code"]) == (401, "identity.session_ended")
        again = api.post("/auth/refresh", {"refresh_token": next_pair["refresh_token"]})
        assert (again.status_code, again.json()["code"]) == (401, "identity.refresh_token_invalid")

    def test_me_shows_roles_and_where_they_count(self, api):
        user, seller = UserFactory(), OrganisationFactory()
        RoleGrantFactory(user=user, role=Role.PORTAL_STAFF, organisation=seller)

        roles = api.sign_in(user).get("/auth/me").json()["roles"]

        assert roles == [{"role": "PORTAL_STAFF", "organisation_id": str(seller.id)}]

    def test_logging_out_ends_this_session_only(self, api):
        user = UserFactory()
        here, there = (log_in(api, user).json() for _ in range(2))

        api.post("/auth/logout", headers=bearer(here["access_token"]))

        assert api.get("/auth/me", headers=bearer(here["access_token"])).status_code == 401
        assert api.get("/auth/me", headers=bearer(there["access_token"])).status_code == 200

    @pytest.mark.requirement("ASVS 5.0 14.3.2")
    def test_personal_data_and_tokens_are_never_stored_on_the_way(self, api):
        user = UserFactory()

        answers = [log_in(api, user), api.sign_in(user).get("/auth/me")]

        assert {answer["Cache-Control"] for answer in answers} == {"no-store"}

    @pytest.mark.requirement("ASVS 5.0 9.2.1")
    def test_an_access_token_lives_ten_minutes(self, api):
        before = clock.now()

        ends = dt.datetime.fromisoformat(log_in(api, UserFactory()).json()["access_expires_at"])

        assert dt.timedelta(minutes=9) < ends - before < dt.timedelta(minutes=11)

    def test_an_expired_one_says_so(self, api):
        tokens = start_session(user_id=UserFactory().id, at=clock.now() - dt.timedelta(minutes=11))

        answer = api.get("/auth/me", headers=bearer(tokens.access_token))

        assert answer.json()["code"] == "identity.access_token_expired"

    @pytest.mark.requirement("ASVS 5.0 7.4.2")
    def test_a_disabled_user_is_out_at_once(self, api):
        user = UserFactory()
        api.sign_in(user)
        models.User.objects.update(is_active=False)

        assert api.get("/auth/me").status_code == 401


class TestNotTelling:
    """Nothing that a stranger sees differs between an address with an account and one without."""

    def seen(self, answer):
        body = answer.json()
        body.pop("request_id", None)
        hidden = {"X-Request-Id", "RateLimit"}
        headers = {name: value for name, value in answer.items() if name not in hidden}
        return answer.status_code, body, headers

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_registering(self, api):
        first = self.seen(api.post("/auth/register", NEW))
        second = self.seen(api.post("/auth/register", {**NEW, "email": "ANITA@riz.example"}))

        assert first == second
        assert models.User.objects.count() == 1

    def test_registering_does_not_change_the_owners_password(self, api):
        api.post("/auth/register", NEW)
        confirm(api)
        api.post("/auth/register", {**NEW, "password": "the attacker's own"})

        tried = api.post("/auth/login", {"email": NEW["email"], "password": "the attacker's own"})

        assert tried.status_code == 401
        assert (
            api.post("/auth/login", {"email": NEW["email"], "password": PASSWORD}).status_code
            == 200
        )

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_signing_in(self, api):
        user, disabled = UserFactory(), UserFactory(is_active=False)

        answers = [
            self.seen(api.post("/auth/login", {"email": email, "password": "wrong password"}))
            for email in (user.email, disabled.email, "nobody@riz.example", "no address at all")
        ]

        assert answers[0][0] == 401
        assert all(answer == answers[0] for answer in answers)

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    @pytest.mark.usefixtures("frozen_clock")
    def test_being_locked(self, api):
        user = UserFactory()
        for _ in range(5):
            log_in(api, user, "wrong password")
            api.post("/auth/login", {"email": "nobody@riz.example", "password": "wrong password"})

        # With the right password, too: a locked answer tells nothing about it.
        known = self.seen(log_in(api, user))
        unknown = self.seen(
            api.post("/auth/login", {"email": "nobody@riz.example", "password": PASSWORD})
        )

        assert known[0] == unknown[0] == 429
        assert known == unknown
        assert known[2]["Retry-After"] == "1"

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    @ARGON2
    def test_the_slow_hash_is_made_for_unknown_addresses_too(self, api, monkeypatch):
        """Not measured but counted: each refusal makes one slow hash, of the same cost."""
        user, made = UserFactory(), []
        verify, encode = Argon2PasswordHasher.verify, Argon2PasswordHasher.encode
        cost_of = attrgetter("time_cost", "memory_cost", "parallelism")

        def noted_verify(hasher, password, encoded):
            made.append(cost_of(hasher.decode(encoded)["params"]))
            return verify(hasher, password, encoded)

        def noted_encode(hasher, password, salt):
            made.append(cost_of(hasher.params()))
            return encode(hasher, password, salt)

        def hashes(email):
            made.clear()
            api.post("/auth/login", {"email": email, "password": "wrong password"})
            return [*made]

        monkeypatch.setattr(Argon2PasswordHasher, "verify", noted_verify)
        monkeypatch.setattr(Argon2PasswordHasher, "encode", noted_encode)
        hashes("first@riz.example")  # the hash of nobody is made once
        known, unknown = hashes(user.email), hashes("nobody@riz.example")

        assert known == unknown
        assert len(known) == 1


@pytest.mark.usefixtures("frozen_clock")
class TestBehindASharedAddress:
    """Strangers at the owner's own address keep nobody out who signed in rightly from it before."""

    def strangers_guess(self, api):
        answers = [
            api.post("/auth/login", {"email": f"nobody{n}@riz.example", "password": "wrong one"})
            for n in range(21)
        ]
        assert [answer.status_code for answer in answers] == [401] * 20 + [429]

    def test_who_signed_in_from_it_before_gets_in_and_others_wait(self, api):
        user, newcomer = UserFactory(), UserFactory()
        assert log_in(api, user).status_code == 200
        self.strangers_guess(api)

        assert log_in(api, user).status_code == 200
        assert log_in(api, newcomer).status_code == 429

    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    def test_guessing_that_account_from_there_is_braked_all_the_same(self, api):
        user = UserFactory()
        log_in(api, user)
        self.strangers_guess(api)

        answers = [log_in(api, user, "wrong password").status_code for _ in range(6)]

        assert answers == [401] * 5 + [429]
        assert log_in(api, user).status_code == 429

    @pytest.mark.requirement("ASVS 5.0 6.3.8")
    def test_every_account_costs_the_same_queries(self, api):
        at_home, elsewhere, disabled = UserFactory(), UserFactory(), UserFactory(is_active=False)
        log_in(api, at_home)
        emails = (at_home.email, elsewhere.email, disabled.email, "nobody@riz.example")
        asked = []
        for email in emails:
            with CaptureQueriesContext(connection) as queries:
                answer = api.post("/auth/login", {"email": email, "password": "wrong password"})
            assert answer.status_code == 401
            asked.append(len(queries))

        assert asked == [asked[0]] * len(emails)


class TestBadInput:
    @pytest.mark.requirement("ASVS 5.0 15.3.3")
    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/auth/register", {**NEW, "is_staff": True}),
            ("/auth/register", {**NEW, "kind": "PORTAL_ADMIN"}),
            ("/auth/register", {**NEW, "roles": ["PORTAL_ADMIN"]}),
            ("/auth/register", {**NEW, "id": "0198c5f0-1122-7aaa-8bbb-99aabbccddee"}),
            ("/auth/login", {"email": "a@riz.example", "password": "x", "ip": "192.0.2.1"}),
            ("/auth/refresh", {"refresh_token": "x", "user_id": "1"}),
        ],
    )
    def test_unknown_fields_are_refused(self, api, path, body):
        answer = api.post(path, body)

        assert answer.status_code == 422
        assert not models.User.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 2.2.1")
    @pytest.mark.parametrize(
        "change",
        [
            {"email": ""}, {"email": "anita"}, {"email": None}, {"email": "a" * 250 + "@riz.example"},
            {"email": "a@" + "ü" * 60 + ".example"}, {"email": ["a@riz.example"]},
            {"password": ""}, {"password": "short"}, {"password": "x" * 129}, {"password": None},
            {"password": "password123"}, {"password": {"$ne": ""}},
            {"full_name": ""}, {"full_name": "x" * 151}, {"full_name": "debbarma", "password": "debbarma1"},
            {"phone": "call me"}, {"locale": "../etc"}, {"time_zone": "Mars/Olympus"},
            {"default_currency": "RUPEES"}, {"default_currency": "XYZ"},
        ],
    )  # fmt: skip
    def test_values_that_break_a_rule_are_refused(self, api, change):
        answer = api.post("/auth/register", {**NEW, **change})

        assert answer.status_code == 422, answer.content
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["errors"]
        assert not models.User.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 2.2.1")
    @pytest.mark.parametrize("field", ["email", "password", "full_name"])
    @pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800"])
    def test_nul_and_half_characters_are_refused_never_a_fault(self, api, field, text):
        answer = api.post("/auth/register", {**NEW, field: f"{NEW[field]}{text}"})

        assert answer.status_code in {400, 422}
        assert not models.User.objects.exists()

    @pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"x"', b"{", b'{"email": NaN}'])
    def test_bodies_that_are_no_object(self, api, body):
        for path in ("/auth/register", "/auth/login", "/auth/refresh"):
            assert api.send_raw("POST", path, body).status_code in {400, 422}

    def test_a_name_is_stored_exactly(self, api):
        name = "Søren <b>'; DROP TABLE users; --</b> 🛶"

        assert api.post("/auth/register", {**NEW, "full_name": name}).status_code == 202
        assert models.User.objects.get().full_name == name


class TestSecrets:
    @pytest.mark.requirement("ASVS 5.0 16.2.5")
    def test_no_secret_reaches_an_answer_or_the_log(self, api, caplog):
        caplog.set_level(logging.DEBUG)
        answers = [
            api.post("/auth/register", NEW),
            api.post("/auth/register", {**NEW, "email": "no"}),
        ]
        confirm(api)
        answers += [
            api.post("/auth/login", {"email": NEW["email"], "password": PASSWORD}),
            api.post("/auth/login", {"email": NEW["email"], "password": PASSWORD + "x"}),
            api.post("/auth/login", {"email": NEW["email"], "password": PASSWORD, "x": 1}),
        ]
        tokens = answers[2].json()
        api.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]})
        answers.append(api.get("/auth/me", headers=bearer(tokens["access_token"])))

        assert not any(PASSWORD in answer.content.decode() for answer in answers)
        assert models.User.objects.get().password not in answers[-1].content.decode()
        logged = caplog.text
        for secret in (PASSWORD, tokens["access_token"], tokens["refresh_token"]):
            assert secret not in logged


class TestLimits:
    @pytest.mark.requirement("ASVS 5.0 2.4.1", "ASVS 5.0 4.1.3")
    @override_settings(RIZ_RATE_LIMITS={"login": "3/600", "register": "2/600", "refresh": "2/600"})
    @pytest.mark.parametrize(
        ("path", "body", "quota"),
        [
            ("/auth/login", {"email": "a@riz.example", "password": "wrong password"}, 3),
            ("/auth/register", NEW, 2),
            ("/auth/refresh", {"refresh_token": "x"}, 2),
        ],
    )
    def test_each_has_its_own_whatever_headers_claim(self, api, path, body, quota):
        answers = [
            api.post(path, body, headers={"X-Forwarded-For": f"198.51.100.{n}"})
            for n in range(quota + 1)
        ]

        assert 429 not in {answer.status_code for answer in answers[:-1]}
        assert answers[-1].status_code == 429
        assert int(answers[-1]["Retry-After"]) > 0

    @pytest.mark.requirement("ASVS 5.0 4.1.3")
    def test_the_log_keeps_the_real_address(self, api):
        api.post(
            "/auth/login",
            {"email": "a@riz.example", "password": "wrong password"},
            headers={"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9"},
        )

        assert models.SecurityEvent.objects.get().ip == "127.0.0.1"


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_other_methods_are_refused(api, method):
    for path in ("/auth/register", "/auth/login", "/auth/refresh"):
        assert getattr(api, method)(path).status_code == 405


@pytest.mark.parametrize("path", ["/auth/me"])
def test_nobody_is_401(api, path):
    answer = api.get(path)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert api.post("/auth/logout").status_code == 401
