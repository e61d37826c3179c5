"""The browser's form of a session: a cookie that no script reads, and nobody but our own pages can use."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import override_settings
from django.urls import get_resolver
from rest_framework.settings import api_settings

from contexts.identity import models
from contexts.identity.rest.authentication import KeptSessionAuthentication
from contexts.identity.rest.sessions import LogoutView
from tests.contexts.identity.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

REFRESH, CSRF = "__Host-riz-refresh", "__Host-riz-csrf"
ROOT = Path(__file__).parents[4]
HERE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


def sign_in(api, user=None, **more):
    body = {"email": (user or UserFactory()).email, "password": PASSWORD, "client": "browser"}
    return api.post("/auth/login", body | more, headers=HERE)


@pytest.fixture
def browser(api):
    """A page of ours that is signed in; the client keeps cookies as a browser does."""
    user = UserFactory()
    answer = sign_in(api, user)
    assert answer.status_code == 200, answer.content

    def post(path, headers=None, body=None):
        shown = {**HERE, "X-CSRF-Token": api.client.cookies[CSRF].value} | (headers or {})
        return api.post(path, body, headers={k: v for k, v in shown.items() if v is not None})

    return SimpleNamespace(api=api, post=post, body=answer.json(), user=user, answer=answer)


def _callbacks(patterns):
    """Yield every view of the API behind the patterns."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _callbacks(pattern.url_patterns)
        elif hasattr(pattern.callback, "cls"):
            yield pattern.callback


def session_of(browser):
    return models.Session.objects.get(id=browser.body["session_id"])


class TestTheCookie:
    @pytest.mark.requirement("ASVS 5.0 3.3.1", "ASVS 5.0 3.3.2", "ASVS 5.0 3.3.3", "ASVS 5.0 3.3.4")
    def test_no_script_reads_the_refresh_token(self, browser):
        cookie = browser.answer.cookies[REFRESH]

        assert (cookie["secure"], cookie["httponly"]) == (True, True)
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Strict", "/", "")
        assert "refresh_token" not in browser.body
        assert cookie.value.partition(".")[2] not in browser.answer.content.decode()

    @pytest.mark.requirement("ASVS 5.0 7.3.1")
    def test_it_ends_with_the_token_it_holds(self, browser):
        assert 13 * 86400 < browser.answer.cookies[REFRESH]["max-age"] <= 14 * 86400

    @pytest.mark.requirement("ASVS 5.0 3.3.5")
    def test_cookies_are_small(self, browser):
        for name in (REFRESH, CSRF):
            assert len(name) + len(browser.answer.cookies[name].value) < 300

    @pytest.mark.requirement("ASVS 5.0 3.3.2")
    def test_the_other_cookie_is_for_our_pages_to_read(self, browser):
        cookie = browser.answer.cookies[CSRF]

        assert (cookie["secure"], cookie["httponly"]) == (True, "")
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Strict", "/", "")

    def test_programs_get_no_cookie(self, api):
        body = {"email": UserFactory().email, "password": PASSWORD}

        answer = api.post("/auth/login", body)

        assert answer.cookies == {}
        assert answer.json()["refresh_token"]

    @pytest.mark.parametrize("client", ["Browser", "", None, "cookie", 1, ["browser"]])
    def test_there_are_two_forms_and_no_third(self, api, client):
        assert sign_in(api, client=client).status_code == 422


class TestRefreshing:
    def test_the_cookie_is_exchanged_for_the_next(self, browser):
        before = browser.api.client.cookies[REFRESH].value

        answer = browser.post("/auth/refresh")

        assert answer.status_code == 200
        assert "refresh_token" not in answer.json()
        assert answer.json()["session_id"] == browser.body["session_id"]
        assert answer.cookies[REFRESH].value != before
        assert browser.post("/auth/refresh").status_code == 200

    def test_both_forms_at_once_are_refused(self, browser):
        token = browser.api.client.cookies[REFRESH].value.partition(".")[2]

        answer = browser.post("/auth/refresh", body={"refresh_token": token})

        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["refresh_token"])
        assert browser.post("/auth/refresh").status_code == 200

    def test_a_token_of_another_session_is_refused_and_stays_good(self, browser):
        theirs = browser.api.post(
            "/auth/login", {"email": browser.user.email, "password": PASSWORD}
        ).json()["refresh_token"]
        own = browser.api.client.cookies[REFRESH].value.partition(".")[0]
        browser.api.client.cookies[REFRESH] = f"{own}.{theirs}"

        assert browser.post("/auth/refresh").status_code == 401
        browser.api.client.cookies.clear()
        again = browser.api.post("/auth/refresh", {"refresh_token": theirs})
        assert again.status_code == 200

    @pytest.mark.parametrize(
        "kept", ["", ".", "x", "0198c5f0.x", "'; DROP TABLE--", "é", "a" * 3000]
    )
    def test_what_we_never_wrote_is_refused_and_dropped(self, browser, kept):
        browser.api.client.cookies[REFRESH] = kept

        answer = browser.post("/auth/refresh")

        assert answer.status_code == 401
        assert answer.cookies[REFRESH]["max-age"] == 0
        assert answer.cookies[CSRF]["max-age"] == 0

    @pytest.mark.requirement("ASVS 5.0 10.4.5")
    def test_reuse_ends_the_family_here_too(self, browser):
        old = browser.api.client.cookies[REFRESH].value
        for _ in range(2):
            assert browser.post("/auth/refresh").status_code == 200
        browser.api.client.cookies[REFRESH] = old

        assert browser.post("/auth/refresh").status_code == 401
        assert session_of(browser).revoked_reason == "refresh_token_reused"


FOREIGN = {
    "another origin": {"Origin": "https://evil.example"},
    "another port": {"Origin": "http://testserver:8080"},
    "another scheme": {"Origin": "https://testserver"},
    "a name that begins alike": {"Origin": "http://testserver.evil.example"},
    "a name that ends alike": {"Origin": "http://eviltestserver"},
    "user info": {"Origin": "http://testserver@evil.example"},
    "an opaque origin": {"Origin": "null"},
    "no origin that can be read": {"Origin": "http://["},
    "two origins": {"Origin": "http://testserver, https://evil.example"},
    "no origin at all": {"Origin": None, "Sec-Fetch-Site": None},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "another host of the site": {"Sec-Fetch-Site": "same-site"},
    "an address typed in": {"Sec-Fetch-Site": "none"},
    "no token": {"X-CSRF-Token": None},
    "an empty token": {"X-CSRF-Token": ""},
    "a made-up token": {"X-CSRF-Token": "made.up"},
}


class TestOtherSites:
    @pytest.mark.requirement("ASVS 5.0 3.5.1")
    @pytest.mark.parametrize("path", ["/auth/refresh", "/auth/logout"])
    @pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
    def test_cannot_use_it(self, browser, path, headers):
        answer = browser.post(path, headers)

        assert (answer.status_code, answer.json()["code"]) == (403, "identity.origin_refused")
        assert answer.cookies == {}
        assert session_of(browser).revoked_at is None
        assert browser.post("/auth/refresh").status_code == 200

    @pytest.mark.requirement("ASVS 5.0 3.5.1")
    def test_a_token_of_another_session_is_worth_nothing(self, browser):
        kept = browser.api.client.cookies.copy()
        sign_in(browser.api)
        theirs = browser.api.client.cookies[CSRF].value
        browser.api.client.cookies = kept

        assert browser.post("/auth/refresh", {"X-CSRF-Token": theirs}).status_code == 403

    @pytest.mark.requirement("ASVS 5.0 3.5.1")
    def test_cannot_sign_in(self, api):
        body = {"email": UserFactory().email, "password": PASSWORD, "client": "browser"}

        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
            answer = api.post("/auth/login", body, headers=headers)

            assert (answer.status_code, answer.cookies) == (403, {})

    @pytest.mark.requirement("ASVS 5.0 3.5.2")
    @pytest.mark.parametrize(
        "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
    )
    def test_what_browsers_send_without_asking_first_is_refused(self, api, content_type):
        answer = api.send_raw("POST", "/auth/login", b"{}", content_type=content_type)

        assert answer.status_code == 415

    @pytest.mark.requirement("ASVS 5.0 3.5.3")
    def test_nothing_changes_by_reading(self, browser):
        shown = {**HERE, "X-CSRF-Token": browser.api.client.cookies[CSRF].value}
        for path in ("/auth/refresh", "/auth/logout"):
            assert browser.api.get(path, headers=shown).status_code == 405
        assert session_of(browser).revoked_at is None

    def test_a_trusted_origin_may(self, browser):
        with override_settings(CSRF_TRUSTED_ORIGINS=["http://localhost:5173"]):
            answer = browser.post("/auth/refresh", {"Origin": "http://localhost:5173"})

        assert answer.status_code == 200

    def test_an_old_browser_that_tells_its_origin_alone_may(self, browser):
        assert browser.post("/auth/refresh", {"Sec-Fetch-Site": None}).status_code == 200


class TestSigningOut:
    @pytest.mark.requirement("ASVS 5.0 7.4.1", "ASVS 5.0 14.3.1")
    def test_the_cookie_is_enough_and_is_dropped(self, browser):
        answer = browser.post("/auth/logout")

        assert answer.status_code == 204
        assert [answer.cookies[name]["max-age"] for name in (REFRESH, CSRF)] == [0, 0]
        assert session_of(browser).revoked_reason == "signed_out"

    def test_the_access_token_drops_it_too(self, browser):
        bearer = {"Authorization": f"Bearer {browser.body['access_token']}"}

        answer = browser.api.post("/auth/logout", headers=bearer)

        assert answer.status_code == 204
        assert answer.cookies[REFRESH]["max-age"] == 0
        assert session_of(browser).revoked_at is not None

    def test_the_cookie_is_good_for_nothing_else(self, browser):
        for path in ("/auth/me", "/auth/sessions", "/bookings"):
            assert browser.api.get(path, headers=HERE).status_code == 401

    def test_a_token_that_was_used_signs_out_too_and_does_nothing_else(self, browser):
        """A page whose refreshing answer was lost still signs out."""
        used = browser.api.client.cookies[REFRESH].value
        assert browser.post("/auth/refresh").status_code == 200
        browser.api.client.cookies[REFRESH] = used

        for path in ("/auth/me", "/auth/sessions", "/auth/permissions"):
            assert browser.api.get(path, headers=HERE).status_code == 401
        assert browser.post("/auth/logout").status_code == 204
        assert session_of(browser).revoked_reason == "signed_out"

    def test_no_other_endpoint_knows_browsers_by_the_cookie(self):
        knowing = {
            view.cls
            for view in _callbacks(get_resolver().url_patterns)
            if KeptSessionAuthentication in getattr(view.cls, "authentication_classes", ())
        }

        assert knowing == {LogoutView}
        assert KeptSessionAuthentication not in api_settings.DEFAULT_AUTHENTICATION_CLASSES

    def test_nothing_but_that_takes_a_used_token(self):
        naming = {
            (str(path.relative_to(ROOT)), line.strip())
            for folder in ("contexts", "config", "riz")
            for path in (ROOT / folder).rglob("*.py")
            for line in path.read_text().splitlines()
            if "recognise_kept_session" in line
        }

        assert naming == {
            (
                "contexts/identity/rest/authentication.py",
                "actor = sessions.recognise_kept_session(",
            ),
            (
                "contexts/identity/parts/sessions/queries.py",
                "def recognise_kept_session(*, session_id: UUID, refresh_token: str, at: dt.datetime) -> Actor:",
            ),
        }

    def test_a_session_that_has_ended_is_told_and_dropped(self, browser):
        models.Session.objects.update(revoked_at="2026-01-01T00:00:00Z")

        answer = browser.post("/auth/logout")

        assert (answer.status_code, answer.cookies[REFRESH]["max-age"]) == (401, 0)
