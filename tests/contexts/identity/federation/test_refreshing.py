"""Refresh tokens of applications: good once, and the end of their family when used twice."""

from __future__ import annotations

import pytest
import time_machine

from contexts.identity import models
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.federation import walking
from tests.contexts.identity.federation.walking import App, register, tokens_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def app() -> App:
    return register()


@pytest.fixture
def user():
    return UserFactory()


def works(token: str) -> bool:
    answer = walking.Client().get("/oauth/userinfo", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code in {200, 401}
    return answer.status_code == 200


def test_refreshing_rotates_and_ends_the_access_token_before(app, user):
    first = tokens_for(app, user)
    second = app.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert not works(first["access_token"])
    assert works(second["access_token"])


@pytest.mark.requirement("ASVS 5.0 10.4.5")
@pytest.mark.parametrize("is_confidential", [True, False], ids=["confidential", "public"])
def test_a_second_use_ends_the_family(user, is_confidential):
    app = register(is_confidential=is_confidential)
    first = tokens_for(app, user)
    second = app.refresh(first["refresh_token"]).json()
    third = app.refresh(second["refresh_token"]).json()
    again = app.refresh(first["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert not works(third["access_token"])
    assert app.refresh(third["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_second_use_ends_no_other_family(app, user):
    other = tokens_for(app, user)
    first = tokens_for(app, user)
    app.refresh(first["refresh_token"])
    app.refresh(first["refresh_token"])
    assert works(other["access_token"])


def test_a_refresh_token_is_of_one_application(app, user):
    first = tokens_for(app, user)
    stranger = register(name="Stranger")
    assert stranger.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"
    # A stranger's attempt ends nothing either.
    assert app.refresh(first["refresh_token"]).status_code == 200


@pytest.mark.parametrize(
    "scope", ["openid profile email bookings:read bookings:write", "payments:write", "nonsense"]
)
def test_refreshing_widens_nothing(app, user, scope):
    first = tokens_for(app, user)
    answer = app.refresh(first["refresh_token"], scope=scope)
    assert answer.json()["error"] == "invalid_scope"
    assert works(first["access_token"])


def test_refreshing_narrows_the_access_token_alone(app, user):
    first = tokens_for(app, user)
    narrow = app.refresh(first["refresh_token"], scope="openid").json()
    assert narrow["scope"] == "openid"
    wide = app.refresh(narrow["refresh_token"]).json()
    assert set(wide["scope"].split()) == {"openid", "profile", "email", "bookings:read"}


@pytest.mark.requirement("ASVS 5.0 10.4.8")
def test_an_unused_refresh_token_ends_after_two_weeks(app, user):
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as clock:
        first = tokens_for(app, user)
        clock.shift(14 * 86_400)
        assert app.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.requirement("ASVS 5.0 10.4.8")
def test_a_family_ends_three_months_after_its_sign_in(app, user):
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as clock:
        got = tokens_for(app, user)
        for _ in range(8):
            clock.shift(11 * 86_400)
            got = app.refresh(got["refresh_token"]).json()
        clock.shift(2 * 86_400)
        assert app.refresh(got["refresh_token"]).json()["error"] == "invalid_grant"


def test_an_access_token_lives_ten_minutes(app, user):
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as clock:
        got = tokens_for(app, user)
        clock.shift(599)
        assert works(got["access_token"])
        clock.shift(1)
        assert not works(got["access_token"])


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_either_ends_both(app, user, which):
    got = tokens_for(app, user)
    assert app.post("/oauth/revoke", token=got[which]).status_code == 200
    assert not works(got["access_token"])
    assert app.refresh(got["refresh_token"]).json()["error"] == "invalid_grant"


def test_revoking_others_tokens_does_nothing_and_tells_nothing(app, user):
    got = tokens_for(app, user)
    stranger = register(name="Stranger")
    assert stranger.post("/oauth/revoke", token=got["access_token"]).status_code == 200
    assert works(got["access_token"])


def test_introspection_tells_a_confidential_application_of_its_own_tokens(app, user):
    got = tokens_for(app, user)
    told = app.post("/oauth/introspect", token=got["access_token"]).json()
    assert told["active"]
    assert told["sub"] == str(user.id)
    assert told["client_id"] == app.client_id
    assert user.email not in str(told)
    stranger = register(name="Stranger")
    assert stranger.post("/oauth/introspect", token=got["access_token"]).json() == {"active": False}
    public = register(is_confidential=False)
    assert public.post("/oauth/introspect", token=got["access_token"]).status_code == 401
    assert app.post("/oauth/introspect", token=got["refresh_token"]).json() == {"active": False}


def test_a_disabled_person_refreshes_nothing(app, user):
    got = tokens_for(app, user)
    models.User.objects.update(is_active=False)
    assert not works(got["access_token"])
    assert app.refresh(got["refresh_token"]).json()["error"] == "invalid_grant"


def test_what_is_long_over_is_swept(app, user):
    from contexts.identity import tasks  # noqa: PLC0415

    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as clock:
        tokens_for(app, user)
        clock.shift(86_400 + 601)
        tasks.forget_old_sessions()
        assert not models.ProgramToken.objects.exists()
        assert not models.AuthorizationCode.objects.exists()
        assert models.ProgramRefreshToken.objects.exists()
        clock.shift(15 * 86_400)
        tasks.forget_old_sessions()
        assert not models.ProgramRefreshToken.objects.exists()
        assert models.Consent.objects.exists()
