"""Profiles as running processes see them: read from Valkey, and never older than the owner's last change."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from contexts.identity import models
from contexts.identity.parts.accounts.use_cases.change_profile import change_profile
from contexts.identity.parts.profiles import queries
from riz import clock, valkey
from riz.actor import SYSTEM
from riz.caching import generations
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.profiles.test_profiles import PREFERENCES, PROFILE, change, headers_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def cache_in_use():
    valkey.resume()
    generations.forget()
    with override_settings(RIZ_PROFILE_CACHE_SECONDS=300):
        yield


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def mine(api, user):
    headers = headers_of(user)

    def ask(path, body=None, match=None):
        if body is None:
            return api.get(f"/users/me/{path}", headers=headers)
        return api.put(f"/users/me/{path}", body, headers={**headers, "If-Match": match})

    return ask


def test_reading_again_asks_the_database_for_no_fact(user):
    actor = user.to_actor()
    queries.get_profile(user_id=user.id, actor=actor)
    queries.get_preferences(user_id=user.id, actor=actor)

    with CaptureQueriesContext(connection) as seen:
        for _ in range(50):
            queries.get_profile(user_id=user.id, actor=actor)
            queries.get_preferences(user_id=user.id, actor=actor)

    # Each cache may look once a second which generation counts.
    assert all('"caching_generation"' in query["sql"] for query in seen)
    assert len(seen) <= 6


@pytest.mark.parametrize(("path", "body"), [("profile", PROFILE), ("preferences", PREFERENCES)])
def test_the_owner_reads_what_they_wrote(mine, path, body):
    before = mine(path).json()

    written = change(mine, path, body).json()

    assert before != written
    assert mine(path).json() == written


def test_what_staff_correct_is_seen_at_once(mine, user):
    mine("profile")

    change_profile(
        user_id=user.id, full_name="Anita D.", phone="", locale="en", time_zone="UTC",
        default_currency="INR", actor=SYSTEM, at=clock.now(),
    )  # fmt: skip

    assert mine("profile").json()["full_name"] == "Anita D."


def test_nobody_is_not_remembered(user):
    models.User.objects.filter(id=user.id).update(erased_at=clock.now())
    with pytest.raises(queries.ProfileNotFound):
        queries.read_profile(user.id)


def test_without_valkey_everything_is_read_from_the_database(mine):
    # It refuses at once: nothing is waited for but what writers owe to readers, which grows with this time.
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0", RIZ_VALKEY_SECONDS=0.25):
        written = change(mine, "profile", PROFILE)

        assert written.status_code == 200
        assert mine("profile").json() == written.json()
