"""What an application demands of how a person is asked, met once: a browser with cookies, over real HTTP."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from contexts.identity import models
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.federation.walking import CALLBACK, App, new_verifier, register

pytestmark = pytest.mark.django_db(transaction=True)

MOST_STEPS = 6


@pytest.fixture
def issuer(live_url, settings) -> str:
    settings.OIDC_ISSUER = settings.BASE_URL = live_url
    return live_url


@pytest.fixture
def app(issuer) -> App:
    return register()


@pytest.fixture
def user(issuer) -> Any:
    return UserFactory()


@pytest.fixture
def browser(issuer):
    with httpx.Client(base_url=issuer) as client:
        yield Walk(client)


class Walk:
    """A person at a browser, who does what each page wants until the application is called."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def open(self, url: str) -> httpx.Response:
        return self.client.get(url)

    def press(self, page: httpx.Response, **fields: str) -> httpx.Response:
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        hidden.pop("step", None)
        action = unescape(re.search(r'action="([^"]+)"', page.text)[1])
        return self.client.post(str(page.url.join(action)), data={**hidden, **fields})

    def walk(self, url: str, user: Any) -> tuple[list[str], dict[str, str]]:
        """Return the pages that were shown, and what the application is told."""
        shown: list[str] = []
        answer = self.open(url)
        while len(shown) < MOST_STEPS:
            if answer.status_code == 303:
                there = answer.headers["Location"]
                if there.startswith(CALLBACK):
                    return shown, told(there)
                answer = self.open(str(answer.url.join(there)))
                continue
            assert answer.status_code == 200, answer.text
            shown.append(step_of(answer))
            fields = {"step": "allow"}
            if shown[-1] == "sign_in":
                fields = {"step": "sign_in", "email": user.email, "password": PASSWORD}
            answer = self.press(answer, **fields)
        raise AssertionError(f"it goes round and round: {shown}")


def step_of(page: httpx.Response) -> str:
    return "sign_in" if 'type="password"' in page.text else "consent"


def told(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def ask(app: App, **demands: Any) -> tuple[str, str]:
    verifier = new_verifier()
    return app.authorization(verifier, **demands), verifier


def sign_in_an_hour_ago(browser: Walk, app: App, user: Any) -> models.Session:
    """Sign in and allow, and let an hour pass."""
    url, _ = ask(app)
    assert browser.walk(url, user)[0] == ["sign_in", "consent"]
    earlier = models.Session.objects.get().created_at - dt.timedelta(hours=1)
    models.Session.objects.update(created_at=earlier)
    return models.Session.objects.get()


DEMANDS: dict[str, tuple[dict[str, str], list[str]]] = {
    # What is demanded of whoever is signed in and has allowed it before, and what they are shown.
    "nothing": ({}, []),
    "empty": ({"prompt": "", "max_age": ""}, []),
    "none": ({"prompt": "none"}, []),
    "login": ({"prompt": "login"}, ["sign_in"]),
    "consent": ({"prompt": "consent"}, ["consent"]),
    "select_account": ({"prompt": "select_account"}, ["consent"]),
    "login and consent": ({"prompt": "login consent"}, ["sign_in", "consent"]),
    "consent and login": ({"prompt": "consent  login"}, ["sign_in", "consent"]),
    "login and select_account": ({"prompt": "login select_account"}, ["sign_in"]),
    "all": ({"prompt": "login consent select_account"}, ["sign_in", "consent"]),
    "no age": ({"max_age": "0"}, ["sign_in"]),
    "a minute": ({"max_age": "60"}, ["sign_in"]),
    "a day": ({"max_age": "86400"}, []),
    "for ever": ({"max_age": "9" * 18}, []),
    "no age and login": ({"max_age": "0", "prompt": "login"}, ["sign_in"]),
    "no age and consent": ({"max_age": "0", "prompt": "consent"}, ["sign_in", "consent"]),
    "no age and select_account": ({"max_age": "0", "prompt": "select_account"}, ["sign_in"]),
}


@pytest.mark.parametrize(("demands", "expected"), DEMANDS.values(), ids=DEMANDS.keys())
def test_each_demand_is_met_once(browser, app, user, demands, expected):
    sign_in_an_hour_ago(browser, app, user)
    shown, answer = browser.walk(ask(app, **demands)[0], user)
    assert shown == expected
    assert answer.get("code"), answer


@pytest.mark.parametrize(
    ("demands", "expected"),
    [case for name, case in DEMANDS.items() if name != "none"],
    ids=[name for name in DEMANDS if name != "none"],
)
def test_a_newcomer_signs_in_and_allows_once(browser, app, user, demands, expected):
    del expected
    shown, answer = browser.walk(ask(app, **demands)[0], user)
    assert shown == ["sign_in", "consent"]
    assert answer.get("code"), answer


@pytest.mark.parametrize(
    "demands", [{"prompt": "login"}, {"max_age": "0"}, {"max_age": "86400"}, {}]
)
def test_the_token_says_when_they_signed_in(browser, app, issuer, user, demands):
    before = sign_in_an_hour_ago(browser, app, user)
    url, verifier = ask(app, **demands)
    shown, answer = browser.walk(url, user)
    latest = models.Session.objects.latest("created_at")
    assert (latest == before) == (shown == [])
    # Over the wire as well: the application asks with its code.
    token = httpx.post(
        f"{issuer}/oauth/token",
        data={
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": CALLBACK,
            "code_verifier": verifier,
        },
        auth=(app.client_id, app.secret),
    ).json()["id_token"]
    keys = KeySet.import_key_set(httpx.get(f"{issuer}/oauth/jwks").json())
    claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
    assert claims["auth_time"] == int(latest.created_at.timestamp())


@pytest.mark.parametrize(
    "demands",
    [
        {"prompt": "none login"},
        {"prompt": "none consent"},
        {"prompt": "select_account none"},
        {"prompt": "none none2"},
        {"prompt": "create"},
        {"prompt": "login create"},
        {"prompt": "LOGIN"},
        {"prompt": "login,consent"},
        {"max_age": "-1"},
        {"max_age": "1.5"},
        {"max_age": "1e3"},
        {"max_age": "soon"},
        {"max_age": "٣"},
        {"max_age": "0", "prompt": "none login"},
    ],
    ids=str,
)
@pytest.mark.parametrize("scope", ["openid email", "bookings:read"])
def test_a_demand_that_means_nothing_is_said_to_the_application(
    browser, app, issuer, user, demands, scope
):
    sign_in_an_hour_ago(browser, app, user)
    shown, answer = browser.walk(ask(app, scope=scope, **demands)[0], user)
    assert shown == []
    assert (answer["error"], answer["state"], answer["iss"]) == ("invalid_request", "st-1", issuer)
    assert "code" not in answer


def test_who_must_not_be_asked_is_not(browser, app, user):
    def silent(**demands):
        shown, answer = browser.walk(ask(app, prompt="none", **demands)[0], user)
        assert shown == []
        return answer.get("error")

    assert silent() == "login_required"
    sign_in_an_hour_ago(browser, app, user)
    assert silent() is None
    assert silent(max_age="86400") is None
    assert silent(max_age="60") == silent(max_age="0") == "login_required"
    assert silent(scope="openid bookings:write") == "consent_required"


def test_another_account_can_be_selected(browser, app, user):
    sign_in_an_hour_ago(browser, app, user)
    other = UserFactory()
    page = browser.open(ask(app, prompt="select_account")[0])
    assert user.email in page.text
    form = browser.press(page, step="other_account")
    assert step_of(form) == "sign_in"
    answer = browser.press(form, step="sign_in", email=other.email, password=PASSWORD)
    page = browser.open(answer.headers["Location"])
    assert other.email in page.text
    done = browser.press(page, step="allow")
    assert told(done.headers["Location"])["code"]
    assert models.AuthorizationCode.objects.latest("issued_at").user_id == other.id


@pytest.mark.parametrize("demands", [{"prompt": "login"}, {"max_age": "60"}])
def test_allowing_does_not_stand_in_for_signing_in(browser, app, user, demands):
    """A page that was shown without the demand, sent to the address with it."""
    sign_in_an_hour_ago(browser, app, user)
    page = browser.open(ask(app, prompt="consent")[0])
    before = models.AuthorizationCode.objects.count()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    body = {"csrfmiddlewaretoken": token, "step": "allow", "account": str(user.id)}
    answer = browser.client.post(ask(app, **demands)[0], data=body)
    assert step_of(answer) == "sign_in"
    assert models.AuthorizationCode.objects.count() == before


def test_a_demand_that_grows_old_before_it_is_allowed_is_met_again(browser, app, user):
    url, _ = ask(app, max_age="3000", prompt="consent")
    shown, _answer = browser.walk(url, user)
    assert shown == ["sign_in", "consent"]
    page = browser.open(url)
    assert step_of(page) == "consent"
    models.Session.objects.update(
        created_at=models.Session.objects.get().created_at - dt.timedelta(hours=1)
    )
    form = browser.press(page, step="allow")
    assert step_of(form) == "sign_in"
    answer = browser.press(form, step="sign_in", email=user.email, password=PASSWORD)
    done = browser.press(browser.open(answer.headers["Location"]), step="allow")
    assert told(done.headers["Location"])["code"]


def test_what_it_supports_is_in_its_description(issuer):
    found = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
    assert found["prompt_values_supported"] == ["none", "login", "consent", "select_account"]
