"""One's own account read from Valkey: no query, and never older than the last change of it."""

from __future__ import annotations

import datetime as dt

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from contexts.identity import queries
from contexts.identity.contracts import MailLinkKind, Role
from contexts.identity.parts.accounts.use_cases.ask_for_email_change import ask_for_email_change
from contexts.identity.parts.accounts.use_cases.ask_for_password_reset import (
    ask_for_password_reset,
)
from contexts.identity.parts.accounts.use_cases.change_profile import change_profile
from contexts.identity.parts.accounts.use_cases.confirm_email_change import confirm_email_change
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from contexts.identity.use_cases.erase_user import erase_user
from contexts.identity.use_cases.reset_password import reset_password
from contexts.identity.use_cases.undo_email_change import undo_email_change
from riz import clock, valkey
from riz.actor import SYSTEM, Actor
from riz.caching import generations
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.links import token_in_mail

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "new@riz.example"


@pytest.fixture(autouse=True)
def caches_in_use(monkeypatch):
    valkey.resume()
    generations.forget()
    with override_settings(RIZ_PROFILE_CACHE_SECONDS=300, RIZ_SESSION_CACHE_SECONDS=60):
        yield


@pytest.fixture
def user():
    return UserFactory()


def me(user):
    """What the person's own account shows, without the session that asks."""
    return queries.get_own_account(actor=Actor(id=user.id), at=clock.now())


def asked(user):
    tokens = start_session(user_id=user.id, at=clock.now())
    actor = Actor(id=user.id, session_id=tokens.session_id)
    ask_for_email_change(new_email=NEW, actor=actor, ip=None, at=clock.now())
    return token_in_mail(MailLinkKind.CHANGE_EMAIL)


def confirmed(user):
    confirm_email_change(token=asked(user), ip=None, at=clock.now())


def test_reading_it_again_costs_two_look_ups_and_no_query(api, user):
    token = start_session(user_id=user.id, at=clock.now()).access_token
    headers = {"Authorization": f"Bearer {token}"}
    first = api.get("/auth/me", headers=headers)

    with CaptureQueriesContext(connection) as seen:
        again = api.get("/auth/me", headers=headers)

    assert (again.status_code, again.json()) == (200, first.json())
    # Once a second each process asks which generation of the cache counts.
    assert [query["sql"] for query in seen if "caching_generation" not in query["sql"]] == []


def test_it_says_what_the_database_says(user):
    me(user)
    remembered = me(user)
    with override_settings(RIZ_PROFILE_CACHE_SECONDS=0):
        read = me(user)

    assert remembered == read


class TestEveryChangeIsSeenAtOnce:
    def test_of_facts(self, user):
        me(user)
        facts = {"phone": "+91 381 222 5555", "locale": "bn", "time_zone": "Asia/Kolkata"}

        change_profile(
            user_id=user.id,
            full_name="Anita Deb",
            default_currency="USD",
            actor=SYSTEM,
            at=clock.now(),
            **facts,
        )

        seen = me(user)
        assert (seen.full_name, seen.locale, seen.default_currency) == ("Anita Deb", "bn", "USD")

    def test_of_an_address_that_is_asked_for(self, user):
        assert me(user).pending_email is None

        asked(user)

        assert me(user).pending_email == NEW

    def test_of_the_address_itself(self, user):
        me(user)

        confirmed(user)

        assert (me(user).email, me(user).pending_email) == (NEW, None)

    def test_back_to_the_address_before(self, user):
        confirmed(user)
        me(user)

        undo_email_change(
            token=token_in_mail(MailLinkKind.UNDO_EMAIL_CHANGE), ip=None, at=clock.now()
        )

        assert me(user).email == user.email

    def test_a_new_password_takes_the_asked_address_back(self, user):
        asked(user)
        ask_for_password_reset(email=user.email, ip=None, at=clock.now())
        assert me(user).pending_email == NEW

        reset_password(
            token=token_in_mail(MailLinkKind.RESET_PASSWORD),
            new_password=PASSWORD + " and more",
            ip=None,
            at=clock.now(),
        )

        assert me(user).pending_email is None

    def test_of_roles(self, api, user):
        token = start_session(user_id=user.id, at=clock.now()).access_token
        headers = {"Authorization": f"Bearer {token}"}
        assert api.get("/auth/me", headers=headers).json()["roles"] == []

        grant_role(user_id=user.id, role=Role.PORTAL_STAFF, actor=SYSTEM, at=clock.now())

        (role,) = api.get("/auth/me", headers=headers).json()["roles"]
        assert role["role"] == "PORTAL_STAFF"

    def test_of_somebody_who_is_forgotten(self, user):
        me(user)

        erase_user(user_id=user.id, at=clock.now())

        with pytest.raises(queries.UserNotFound):
            me(user)

    def test_an_asked_address_is_forgotten_when_its_link_is_over(self, user):
        asked(user)
        me(user)

        later = clock.now() + dt.timedelta(days=30)
        seen = queries.get_own_account(actor=Actor(id=user.id), at=later)

        assert seen.pending_email is None

    def test_when_valkey_has_lost_everything(self, user):
        me(user)
        redis.Redis.from_url(settings.REDIS_URL).flushdb()

        confirmed(user)

        assert me(user).email == NEW
