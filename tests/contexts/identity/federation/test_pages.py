"""The pages where a person signs in for an application and says what it may do."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client

from contexts.identity import models
from riz import clock
from riz.actor import SYSTEM
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.federation import walking
from tests.contexts.identity.federation.walking import App, Browser, new_verifier, register, told
from tests.contexts.identity.second_factors import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def app() -> App:
    return register()


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def url(app) -> str:
    return app.authorization(new_verifier())


@pytest.mark.requirement("ASVS 5.0 10.7.2")
def test_the_page_says_who_asks_for_what_in_words(app, user, url):
    page = Browser().sign_in(url, user).content.decode()
    assert "Allow Trip Helper to act for you?" in page
    assert user.email in page
    assert "See your bookings" in page
    assert "See your e-mail address" in page
    assert "Make, change and cancel bookings" not in page
    assert "https://app.example" in page


@pytest.mark.requirement("ASVS 5.0 10.7.1")
def test_nothing_is_allowed_before_somebody_says_so(app, user, url):
    Browser().sign_in(url, user)
    assert not models.Consent.objects.exists()
    assert not models.AuthorizationCode.objects.exists()


def test_refusing_tells_the_application_and_nothing_more(app, user, url):
    browser = Browser()
    answer = told(browser.press(browser.sign_in(url, user), step="deny"))
    assert answer["error"] == "access_denied"
    assert answer["state"] == "st-1"
    assert "code" not in answer
    assert not models.Consent.objects.exists()


def test_a_consent_is_remembered_for_what_was_allowed(app, user, url):
    browser = Browser()
    browser.allow(url, user)
    assert "code" in told(browser.open(url))
    wider = app.authorization(new_verifier(), scope="openid bookings:write")
    assert browser.open(wider).status_code == 200
    assert browser.open(app.authorization(new_verifier(), prompt="consent")).status_code == 200


@pytest.mark.requirement("ASVS 5.0 10.7.1")
def test_on_ones_own_machine_every_time_is_asked(user):
    app = register(is_confidential=False, redirect_uris=("http://127.0.0.1:8765/back",))
    browser = Browser()
    browser.allow(app.authorization(new_verifier()), user)
    assert browser.open(app.authorization(new_verifier())).status_code == 200


@pytest.mark.requirement("ASVS 5.0 3.4.6")
def test_pages_can_be_framed_by_nobody_and_run_nothing(app, user, url):
    for page in (Browser().open(url), Browser().sign_in(url, user)):
        policy = page["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "form-action 'self' https://app.example;" in policy
        assert page["X-Frame-Options"] == "DENY"
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "same-origin"  # else forms come from `Origin: null`
        assert "<script" not in page.content.decode()


@pytest.mark.requirement("ASVS 5.0 3.5.1")
@pytest.mark.parametrize("step", ["sign_in", "second_factor", "allow", "deny", "other_account"])
def test_another_sites_form_does_nothing(app, user, url, step):
    browser = Browser()
    browser.sign_in(url, user)
    answer = browser.client.post(url, {"step": step, "account": str(user.id)})
    assert answer.status_code == 403
    assert "Location" not in answer
    assert not models.AuthorizationCode.objects.exists()


def test_somebody_else_has_not_allowed_what_this_one_was_asked(app, user, url):
    browser = Browser()
    page = browser.sign_in(url, user)
    other = UserFactory()
    browser.press(browser.open(app.authorization(new_verifier(), prompt="login")), step="sign_in",
                  email=other.email, password=walking.PASSWORD)  # fmt: skip
    answer = browser.press(page, step="allow")
    assert answer.status_code == 200
    assert not models.AuthorizationCode.objects.exists()


@pytest.mark.requirement("ASVS 5.0 6.3.8")
def test_a_wrong_password_is_told_like_an_unknown_address(app, user, url):
    pages = []
    for email in (user.email, "nobody@riz.example"):
        browser = Browser()
        page = browser.press(browser.open(url), step="sign_in", email=email, password="wrong wrong")
        assert page.status_code == 401
        text = re.sub(r'(value|nonce)="[^"]*"', "", page.content.decode())
        pages.append(text)
    assert pages[0] == pages[1]


@pytest.mark.requirement("ASVS 5.0 6.3.1")
@pytest.mark.usefixtures("frozen_clock")
def test_guessing_on_the_page_meets_the_same_brakes(app, user, url):
    statuses = []
    browser = Browser()
    page = browser.open(url)
    for _ in range(8):
        answer = browser.press(page, step="sign_in", email=user.email, password="wrong wrong")
        statuses.append(answer.status_code)
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert int(answer["Retry-After"]) > 0


@pytest.mark.requirement("ASVS 5.0 6.3.3")
def test_a_second_factor_is_asked_for_here_too(user, url):
    who = people.with_totp(people.SimpleNamespace(user=user, api=people.ApiClient().sign_in(user)))
    models.Session.objects.all().delete()
    browser = Browser()
    page = browser.press(
        browser.open(url), step="sign_in", email=user.email, password=walking.PASSWORD
    )
    assert page.status_code == 200
    assert 'name="challenge"' in page.content.decode()
    wrong = browser.press(page, step="second_factor", code="000000")
    assert wrong.status_code == 401
    assert 'name="challenge"' in wrong.content.decode()
    assert not models.Session.objects.exists()
    # The first factor alone opens nothing.
    assert 'type="password"' in browser.open(url).content.decode()
    done = browser.press(wrong, step="second_factor", code=people.fresh_code(who))
    assert done.status_code == 303
    told_app = told(browser.press(browser.open(done["Location"]), step="allow"))
    assert "code" in told_app
    assert models.AuthorizationCode.objects.get().methods == "password totp"


def test_who_has_a_passkey_alone_is_warned_before_a_code_is_spent(user, url):
    who = people.SimpleNamespace(user=user, api=people.ApiClient().sign_in(user))

    def second_step():
        browser = Browser()
        answers = {"email": user.email, "password": walking.PASSWORD}
        return browser.press(browser.open(url), step="sign_in", **answers).content.decode()

    people.with_passkey(who)
    assert "only a recovery code works here" in second_step()
    people.with_totp(who)
    assert 'name="challenge"' in second_step()
    assert "only a recovery code" not in second_step()


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect"])
def test_asking_by_another_method_is_refused_in_words(path):
    answer = Client().get(path)

    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
    assert answer.json()["code"] == "request.method_not_allowed"


def test_silence_asks_nothing_of_anybody(app, user):
    browser = Browser()
    silent = app.authorization(new_verifier(), prompt="none")
    assert told(browser.open(silent))["error"] == "login_required"
    browser.sign_in(app.authorization(new_verifier()), user)
    assert told(browser.open(silent))["error"] == "consent_required"
    browser.allow(app.authorization(new_verifier()), user)
    assert "code" in told(browser.open(silent))
    strange = app.authorization(new_verifier(), prompt="none", redirect_uri="https://evil.example")
    assert browser.open(strange).status_code == 400


def test_prompt_login_and_max_age_ask_for_the_password_again(app, user):
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as at:
        browser = Browser()
        browser.allow(app.authorization(new_verifier()), user)
        at.shift(100)
        again = browser.open(app.authorization(new_verifier(), prompt="login"))
        assert 'type="password"' in again.content.decode()
        late = browser.open(app.authorization(new_verifier(), max_age="60"))
        assert 'type="password"' in late.content.decode()
        fresh = browser.open(app.authorization(new_verifier(), max_age="3600"))
        assert "code" in told(fresh)


def test_ending_the_session_signs_the_browser_out_here(app, user, url):
    browser = Browser()
    browser.allow(url, user)
    from contexts.identity.parts.sessions import api as sessions  # noqa: PLC0415

    sessions.end_sessions(user_id=user.id, reason="signed_out", actor=SYSTEM, at=clock.now())
    assert 'type="password"' in browser.open(url).content.decode()


def test_a_cookie_of_ones_own_making_signs_nobody_in(app, user, url):
    Browser().sign_in(url, user)
    client = Client()
    client.cookies["riz-oauth"] = f"{models.Session.objects.get().id}:x:y"
    assert 'type="password"' in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"request": "eyJ"}, "request_not_supported"),
        ({"request_uri": "https://evil.example/r"}, "request_uri_not_supported"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"nonce": "n" * 256}, "invalid_request"),
        ({"state": "s" * 2001}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
    ],
)
def test_what_is_not_supported_is_said_so(app, changes, error):
    answer = told(Browser().open(app.authorization(new_verifier(), **changes)))
    assert answer["error"] == error
    assert answer["iss"] == "http://127.0.0.1:8000"


NAUGHTY = [
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\u202e",
    "𝔘𝔫𝔦",
    "%00",
    "a" * 3000,
    "{{7*7}}",
]


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_text_breaks_nothing(app, user, url, text):
    browser = Browser()
    page = browser.open(url)
    for fields in (
        {"step": "sign_in", "email": text, "password": text},
        {"step": "second_factor", "challenge": text, "code": text},
        {"step": text},
        {"step": "allow", "account": text},
    ):
        answer = browser.press(page, **fields)
        assert answer.status_code < 500
        assert "<script>alert" not in answer.content.decode()
    for name in ("client_id", "scope", "state", "nonce", "prompt", "max_age", "code_challenge"):
        assert browser.open(app.authorization(new_verifier(), **{name: text})).status_code < 500
    assert app.exchange(text, text).status_code in {400, 401}
    assert app.refresh(text).status_code == 400
