"""`GET /auth/me` says in one question what a client needs, and says it at once after every change."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from contexts.identity import models, queries
from contexts.identity.contracts import MailLinkKind, Role
from contexts.identity.parts.accounts.use_cases.reset_second_factors import reset_second_factors
from contexts.identity.parts.accounts.use_cases.set_password import set_password
from contexts.identity.parts.federation.contracts import ExternalIdentity
from contexts.identity.parts.federation.use_cases.link_login import link_login
from contexts.identity.use_cases.recover_account import recover_account
from riz import clock, valkey
from riz.actor import SYSTEM
from riz.caching import generations
from tests.contexts.identity.factories import RoleGrantFactory, UserFactory
from tests.contexts.identity.links import token_in_mail
from tests.contexts.identity.second_factors.people import (
    forget_step_up,
    fresh_code,
    log_in,
    person,
    with_passkey,
    with_totp,
)
from tests.support.api_client import ApiClient
from tests.support.described import description, followed, validator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def caches_in_use(monkeypatch):
    valkey.resume()
    generations.forget()
    with override_settings(RIZ_PROFILE_CACHE_SECONDS=300, RIZ_SESSION_CACHE_SECONDS=0):
        yield


def me(who):
    return who.api.get("/auth/me").json()


def test_of_somebody_with_a_password_alone():
    seen = me(person())

    assert (seen["has_password"], seen["second_factors"], seen["passkeys"]) == (True, [], 0)
    assert (seen["linked_logins"], seen["erasure_due_at"]) == (0, None)
    assert (seen["impersonator_id"], seen["impersonation_ends_at"]) == (None, None)


def test_until_when_one_is_stepped_up():
    anita = person()
    until = dt.datetime.fromisoformat(me(anita)["stepped_up_until"])
    forget_step_up(anita)

    assert dt.timedelta(minutes=9) < until - clock.now() <= dt.timedelta(minutes=10)
    assert me(anita)["stepped_up_until"] is None


def test_while_somebody_acts_as_another():
    staff, anita = RoleGrantFactory(role=Role.PORTAL_ADMIN).user, UserFactory()
    begun = (
        ApiClient()
        .sign_in(staff)
        .post("/auth/impersonations", {"user_id": anita.id, "reason": "Asked for help"})
    )
    headers = {"Authorization": f"Bearer {begun.json()['access_token']}"}

    seen = ApiClient().get("/auth/me", headers=headers).json()

    assert (seen["id"], seen["impersonator_id"]) == (str(anita.id), str(staff.id))
    ends_at = dt.datetime.fromisoformat(seen["impersonation_ends_at"])
    told = dt.datetime.fromisoformat(begun.json()["access_expires_at"])
    assert abs(ends_at - told) < dt.timedelta(seconds=1)
    assert seen["stepped_up_until"] is None


def link(who):
    external_identity = ExternalIdentity(
        provider="mock",
        subject=str(who.user.id),
        email="",
        email_is_verified=False,
        full_name="",
        locale="",
        user_id=None,
    )
    link_login(
        external_identity=external_identity, user_id=who.user.id, actor=SYSTEM, at=clock.now()
    )


ACTS = {
    "an app is on": (person, with_totp, {"second_factors": ["totp", "recovery_code"]}),
    "an app is off": (
        with_totp,
        lambda who: who.api.post("/auth/2fa/disable", {"code": fresh_code(who)}),
        {"second_factors": []},
    ),
    "a passkey more": (
        person,
        with_passkey,
        {"passkeys": 1, "second_factors": ["passkey", "recovery_code"]},
    ),
    "a passkey less": (
        with_passkey,
        lambda who: who.api.delete(f"/auth/passkeys/{who.passkey['id']}"),
        {"passkeys": 0, "second_factors": []},
    ),
    "no recovery code is left": (
        with_totp,
        lambda who: [
            ApiClient().post(
                "/auth/2fa/verify", {"challenge": log_in(who).json()["challenge"], "code": code}
            )
            for code in who.recovery_codes
        ],
        {"second_factors": ["totp"]},
    ),
    "staff help": (
        with_passkey,
        lambda who: reset_second_factors(
            user_id=who.user.id, reason="Lost", actor=SYSTEM, at=clock.now()
        ),
        {"passkeys": 0, "second_factors": []},
    ),
    "a password is set": (
        lambda: person(password="!"),
        lambda who: set_password(
            user_id=who.user.id, password="four boats under it", actor=SYSTEM, at=clock.now()
        ),
        {"has_password": True},
    ),
    "a login is linked": (person, link, {"linked_logins": 1}),
    "a login is unlinked": (
        lambda: linked(person()),
        lambda who: who.api.delete(f"/auth/oidc/links/{models.LinkedLogin.objects.get().id}"),
        {"linked_logins": 0},
    ),
    "the account is taken back": (
        lambda: linked(with_passkey()),
        lambda who: recover_account(user_id=who.user.id, actor=SYSTEM, at=clock.now()),
        {"linked_logins": 0, "passkeys": 0, "second_factors": [], "has_password": False},
    ),
    "an address is asked for": (
        person,
        lambda who: who.api.post("/auth/email/change", {"new_email": "new@riz.example"}),
        {"pending_email": "new@riz.example"},
    ),
    "erasure is taken back": (
        lambda: erased(person()),
        lambda who: who.api.delete("/auth/me/erasure"),
        {"erasure_due_at": None},
    ),
    "erasure is taken back by the mail": (
        lambda: erased(person()),
        lambda who: ApiClient().post(
            "/auth/erasure/cancel", {"token": token_in_mail(MailLinkKind.CANCEL_ERASURE)}
        ),
        {"erasure_due_at": None},
    ),
}


def linked(who):
    link(who)
    return who


def erased(who):
    assert who.api.delete("/auth/me").status_code == 202
    return who


@pytest.mark.parametrize("name", ACTS)
def test_a_change_is_seen_at_once(name):
    make, act, expected = ACTS[name]
    who = make()
    before = me(who)
    assert {key: before[key] for key in expected} != expected

    act(who)

    who.api.sign_in(who.user)
    seen = me(who)
    assert {key: seen[key] for key in expected} == expected


def test_erasure_is_seen_at_once():
    anita = person()
    me(anita)

    due_at = anita.api.delete("/auth/me").json()["due_at"]

    assert me(anita)["erasure_due_at"] == due_at


def test_it_is_one_query_whatever_there_is_and_none_when_it_is_known():
    little, much = person(), linked(with_passkey(with_totp()))
    counts = []
    for who in (little, much):
        with (
            override_settings(RIZ_PROFILE_CACHE_SECONDS=0),
            CaptureQueriesContext(connection) as seen,
        ):
            me(who)
        counts.append([query["sql"] for query in seen if "passkey" in query["sql"]])

    assert [len(found) for found in counts] == [1, 1]
    tables = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', counts[0][0]))
    assert {
        "identity_totpdevice",
        "identity_passkey",
        "identity_erasure",
        "identity_linkedlogin",
    } <= tables


def test_the_list_of_step_up_says_what_the_account_has():
    anita, ravi, mala = with_totp(), person(), with_passkey()
    models.User.objects.filter(id=ravi.user.id).update(password="!")
    bina = person()
    for who, methods in (
        (anita, ["totp", "recovery_code"]),
        (mala, ["passkey", "recovery_code"]),
        (bina, ["password"]),
        (ravi, []),
    ):
        forget_step_up(who)

        refusal = who.api.delete("/auth/sessions").json()

        assert (refusal["code"], refusal["methods"]) == ("identity.step_up_required", methods)
        assert queries.get_own_account(
            actor=who.user.to_actor(), at=clock.now()
        ).second_factors == tuple(name for name in methods if name != "password")


def test_it_has_exactly_the_fields_that_are_described():
    answer = person().api.get("/auth/me")
    schema = description()["paths"]["/api/v1/auth/me"]["get"]["responses"]["200"]["content"][
        "application/json"
    ]["schema"]

    assert set(answer.json()) == set(followed(schema)["properties"])
    assert list(validator(schema).iter_errors(answer.json())) == []
