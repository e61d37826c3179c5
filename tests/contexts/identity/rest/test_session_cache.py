"""Sessions as running processes see them: what Valkey remembers, what it must never hide, and its silence."""

import datetime as dt
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from config.settings import product
from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.identity.parts.organisations.use_cases.withdraw_role import withdraw_role
from contexts.identity.parts.sessions import queries
from contexts.identity.parts.sessions.domain.session_states import SessionState
from contexts.identity.parts.sessions.gateways import session_state_cache
from contexts.identity.parts.sessions.use_cases.end_session import end_session
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz import clock, valkey
from riz.actor import SYSTEM
from tests.contexts.identity.factories import UserFactory
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def cache_in_use(monkeypatch):
    valkey.resume()
    with override_settings(RIZ_SESSION_CACHE_SECONDS=300):
        yield


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def tokens(user):
    return start_session(user_id=user.id, at=clock.now())


@pytest.fixture
def me(api, tokens):
    def ask():
        return api.get("/auth/me", headers={"Authorization": f"Bearer {tokens.access_token}"})

    return ask


def queries_of(ask):
    with CaptureQueriesContext(connection) as seen:
        assert ask().status_code == 200
    return [query["sql"] for query in seen if '"identity_session"' in query["sql"]]


def test_the_session_is_read_once_and_remembered(me):
    assert len(queries_of(me)) == 1
    assert queries_of(me) == []


@pytest.mark.requirement("ASVS 5.0 7.4.1")
def test_signing_out_is_seen_at_once(me, tokens, user):
    assert me().status_code == 200

    end_session(session_id=tokens.session_id, reason="x", actor=user.to_actor(), at=clock.now())

    assert me().status_code == 401


@pytest.mark.requirement("ASVS 5.0 7.4.2")
def test_disabling_is_seen_at_once(me, user):
    assert me().status_code == 200

    set_user_active(user_id=user.id, is_active=False, actor=SYSTEM, at=clock.now())

    assert me().status_code == 401


@pytest.mark.requirement("ASVS 5.0 8.3.2")
def test_roles_given_and_taken_are_seen_at_once(me, user):
    facts = {"user_id": user.id, "role": Role.PORTAL_STAFF, "actor": SYSTEM, "at": clock.now()}
    assert me().status_code == 200

    def may(token):
        return queries.recognise_caller(access_token=token, at=clock.now())[0].can("catalog.manage")

    token = start_session(user_id=user.id, at=clock.now()).access_token
    before = may(token)
    grant_role(**facts)
    granted = may(token)
    withdraw_role(**facts)
    assert (before, granted, may(token)) == (False, True, False)


def test_a_reader_that_comes_late_does_not_undo_the_end(me, tokens, user):
    end_session(session_id=tokens.session_id, reason="x", actor=user.to_actor(), at=clock.now())

    # It read the session before the end and remembers it only now.
    session_state_cache.remember(tokens.session_id, SessionState(user_id=user.id, kind=user.kind))

    assert me().status_code == 401


def test_what_valkey_lost_is_put_right_within_two_seconds(tokens, user):
    session_state_cache.remember(tokens.session_id, SessionState(user_id=user.id, kind=user.kind))

    client = valkey.prompt_client(_url())
    left = client.pttl(session_state_cache._key(tokens.session_id))

    assert 0 < left <= settings.RIZ_SESSION_CACHE_SECONDS * 1000
    assert product.RIZ_SESSION_CACHE_SECONDS <= 2


def test_an_end_is_kept_as_long_as_an_access_token_lives(tokens, user):
    end_session(session_id=tokens.session_id, reason="x", actor=user.to_actor(), at=clock.now())

    client = valkey.prompt_client(_url())

    assert client.ttl(session_state_cache._key(tokens.session_id)) >= 600


@pytest.mark.requirement("ASVS 5.0 1.5.2")
def test_no_pickle_in_the_cache(me, tokens):
    me()

    written = valkey.prompt_client(_url()).get(session_state_cache._key(tokens.session_id))

    assert written.startswith(b"{")


def test_what_other_code_wrote_is_read_from_the_database(me, tokens):
    key = session_state_cache._key(tokens.session_id)
    for written in (b"", b"{", b"[1]", b'{"user": 1}', b'["x", "y", []]', b"\xff"):
        valkey.prompt_client(_url()).set(key, written)

        assert me().status_code == 200, written


class TestWhenValkeyIsSilent:
    @pytest.fixture(autouse=True)
    def silence(self):
        with override_settings(REDIS_URL=NOBODY_LISTENS):
            yield

    @pytest.mark.requirement("ASVS 5.0 16.5.2")
    def test_requests_are_answered_from_the_database(self, me):
        assert len(queries_of(me)) == 1
        assert len(queries_of(me)) == 1

    @pytest.mark.requirement("ASVS 5.0 16.5.3")
    def test_closed_not_open(self, me, tokens, user):
        end_session(session_id=tokens.session_id, reason="x", actor=user.to_actor(), at=clock.now())

        assert me().status_code == 401

    def test_an_unknown_session_is_refused(self, api):
        models.Session.objects.all().delete()
        user = UserFactory()
        tokens = start_session(user_id=user.id, at=clock.now())
        models.Session.objects.all().delete()

        answer = api.get("/auth/me", headers={"Authorization": f"Bearer {tokens.access_token}"})

        assert answer.status_code == 401

    def test_it_is_left_alone_for_a_while(self, monkeypatch):
        asked = []
        monkeypatch.setattr(valkey, "PAUSE_SECONDS", PATIENCE_SECONDS)
        monkeypatch.setattr(
            valkey,
            "prompt_client",
            lambda url: asked.append(url) or _unreachable(url),
        )

        for _ in range(10):
            session_state_cache.recall(uuid4())

        assert len(asked) == 1


def test_a_session_ends_on_time_even_if_it_is_remembered(user):
    begun = clock.now() - dt.timedelta(days=30) + dt.timedelta(minutes=5)
    tokens = start_session(user_id=user.id, at=begun)

    assert models.Session.objects.get(id=tokens.session_id).is_live(clock.now())
    assert not models.Session.objects.get(id=tokens.session_id).is_live(
        clock.now() + dt.timedelta(minutes=6)
    )


def _url():
    return settings.REDIS_URL


def _unreachable(url):
    return redis.Redis.from_url(url, socket_connect_timeout=0.25)
