"""Two credentials in one request: each is looked at by itself, and what an answer throws away has ended."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.sessions import api as sessions
from contexts.identity.parts.sessions import queries as session_queries
from contexts.identity.parts.sessions.use_cases.end_sessions import end_sessions
from contexts.identity.rest.cookies import CSRF_COOKIE, REFRESH_COOKIE
from riz import clock
from riz.actor import SYSTEM
from riz.errors import Unauthenticated
from riz.ids import new_id
from riz.rest.views import ApiView
from tests.contexts.identity.factories import PASSWORD, RoleGrantFactory, UserFactory
from tests.contexts.identity.federation import walking
from tests.contexts.identity.partners.factories import PartnerFactory, issue
from tests.support.checksums import checksums

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
LONG_AGO = dt.timedelta(hours=1)


def bearer_of(tokens):
    return f"Bearer {tokens.access_token}"


class Shown:
    """A browser that keeps a session, beside it whatever else it shows."""

    def __init__(self, api):
        self.api = api
        self.user = UserFactory()
        body = {"email": self.user.email, "password": PASSWORD, "client": "browser"}
        answer = api.post("/auth/login", body, headers=HERE)
        self.access_token = answer.json()["access_token"]
        self.session_id = answer.json()["session_id"]
        self.csrf = api.client.cookies[CSRF_COOKIE].value

    # --- what it shows as a bearer

    def none(self):
        return None

    def own(self):
        return f"Bearer {self.access_token}"

    def own_elsewhere(self):
        return bearer_of(sessions.start_session(user_id=self.user.id, at=clock.now()))

    def somebody_elses(self):
        return bearer_of(sessions.start_session(user_id=UserFactory().id, at=clock.now()))

    def expired(self):
        return bearer_of(sessions.start_session(user_id=self.user.id, at=clock.now() - LONG_AGO))

    def somebody_elses_expired(self):
        begun = clock.now() - LONG_AGO
        return bearer_of(sessions.start_session(user_id=UserFactory().id, at=begun))

    def ended(self):
        tokens = sessions.start_session(user_id=UserFactory().id, at=clock.now())
        end_sessions(user_id=tokens.user_id, reason="test", actor=SYSTEM, at=clock.now())
        return bearer_of(tokens)

    def forged(self):
        return f"{self.own()[:-4]}AAAA"

    def a_partners(self):
        return f"Bearer {issue(PartnerFactory()).key}"

    def a_programs(self):
        app = walking.register(scopes=("openid", "bookings:read"))
        walked = walking.tokens_for(app, self.user, scope="openid bookings:read")
        return f"Bearer {walked['access_token']}"

    def acting(self):
        staff = RoleGrantFactory(role=Role.PORTAL_ADMIN).user
        tokens = sessions.start_session(
            user_id=self.user.id,
            at=clock.now(),
            impersonator_id=staff.id,
            reason="Ticket 4711",
            methods=("impersonation",),
        )
        return bearer_of(tokens)


BEARERS = [name for name in vars(Shown) if not name.startswith("_")]
# Which of them are good for signing out a session.
GOOD = {"own", "own_elsewhere", "somebody_elses", "acting"}
PROGRAMS = {"a_partners", "a_programs"}
COOKIES = ("live", "unproven", "dead", "made_up", "none")


def put_cookie(shown, kind):
    """Leave in the browser what the kind says, and return the header that goes with it."""
    proof = {**HERE, "X-CSRF-Token": shown.csrf}
    if kind == "unproven":
        return {}
    if kind == "dead":
        end_sessions(user_id=shown.user.id, reason="test", actor=SYSTEM, at=clock.now())
    if kind == "made_up":
        shown.api.client.cookies[REFRESH_COOKIE] = "nothing.that.we.wrote"
    if kind == "none":
        shown.api.client.cookies.clear()
    return proof


def living():
    ids = models.Session.objects.filter(revoked_at=None).values_list("id", flat=True)
    return {str(one) for one in ids}


def session_behind(bearer):
    """The session of one of our own access tokens."""
    try:
        actor, _ = session_queries.recognise_caller(access_token=bearer.split()[1], at=clock.now())
    except Unauthenticated:
        return None
    return str(actor.session_id)


def drops(answer):
    cookie = answer.cookies.get(REFRESH_COOKIE)
    return cookie is not None and cookie["max-age"] == 0


@pytest.mark.parametrize(("bearer", "cookie"), list(itertools.product(BEARERS, COOKIES)))
def test_signing_out_ends_whatever_is_shown_and_nothing_else(api, bearer, cookie):
    shown = Shown(api)
    authorization = getattr(shown, bearer)()
    headers = put_cookie(shown, cookie)
    headers |= {"Authorization": authorization} if authorization else {}
    behind = session_behind(authorization) if bearer in GOOD else None
    proven = shown.session_id if cookie == "live" else None
    is_refused = (
        bearer in PROGRAMS
        or {behind, proven} == {None}
        or (cookie == "unproven" and behind != shown.session_id)
    )
    before, rows = living(), checksums()["identity_session"]

    answer = api.post("/auth/logout", headers=headers)

    assert (answer.status_code in {401, 403}) == is_refused
    if is_refused:
        assert checksums()["identity_session"] == rows
    else:
        assert answer.status_code == 204
        assert before - living() == {behind, proven} - {None}
    is_worth_nothing = cookie == "made_up" or shown.session_id not in living()
    assert drops(answer) == (
        is_worth_nothing and cookie != "none" and answer.status_code in {204, 401}
    )


def test_whoever_signed_out_with_an_expired_token_can_refresh_no_more(api):
    shown = Shown(api)
    kept = api.client.cookies.copy()
    proof = {**HERE, "X-CSRF-Token": shown.csrf}

    answer = api.post("/auth/logout", headers={**proof, "Authorization": shown.expired()})
    assert answer.status_code == 204
    api.client.cookies = kept

    assert api.post("/auth/refresh", headers=proof).status_code == 401


def operations(patterns=None, prefix="/"):
    """Yield every operation of the API, with an id of nothing in each place."""
    for entry in patterns or get_resolver().url_patterns:
        path = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from operations(entry.url_patterns, path)
        elif issubclass(getattr(entry.callback, "cls", object), ApiView):
            for method in ("get", "post", "put", "patch", "delete"):
                if hasattr(entry.callback.cls, method):
                    yield (
                        method,
                        re.sub(r"<uuid:\w+>", str(new_id()), re.sub(r"<(?!uuid)[^>]+>", "x", path)),
                    )


OPERATIONS = sorted(set(operations()))


@pytest.mark.parametrize("bearer", ["none", "own", "expired", "somebody_elses_expired", "forged"])
def test_no_answer_drops_the_cookie_of_a_session_that_goes_on(api, bearer):
    shown = Shown(api)
    authorization = getattr(shown, bearer)()
    kept = dict(api.client.cookies)
    dropping = set()
    assert len(OPERATIONS) > 100
    for method, path in OPERATIONS:
        headers = {**HERE, "X-CSRF-Token": shown.csrf}
        headers |= {"Authorization": authorization} if authorization else {}
        with transaction.atomic():
            api.client.cookies.update(kept)
            answer = api.client.generic(
                method.upper(), path, b"{}", content_type="application/json", headers=headers
            )
            if drops(answer):
                dropping.add(path)
                assert shown.session_id not in living(), f"{method} {path}"
            transaction.set_rollback(True)

    assert dropping == {"/api/v1/auth/logout"}


class TestABrowserThatSignsInAgain:
    def test_the_session_whose_cookie_is_replaced_has_ended(self, api):
        shown = Shown(api)
        other = UserFactory()
        body = {"email": other.email, "password": PASSWORD, "client": "browser"}

        answer = api.post("/auth/login", body, headers=HERE)

        assert answer.status_code == 200
        assert living() == {answer.json()["session_id"]} != {shown.session_id}

    @pytest.mark.parametrize("wrong", [{"password": "not this one"}, {"client": "api"}, {"x": 1}])
    def test_who_is_refused_or_takes_no_cookie_keeps_it(self, api, wrong):
        shown = Shown(api)
        body = {"email": shown.user.email, "password": PASSWORD, "client": "browser"} | wrong

        answer = api.post("/auth/login", body, headers=HERE)

        assert REFRESH_COOKIE not in answer.cookies
        assert shown.session_id in living()


def test_at_pages_of_applications_another_account_ends_the_session(db):
    app, user, browser = walking.register(), UserFactory(), walking.Browser()
    url = app.authorization(walking.new_verifier())
    page = browser.sign_in(url, user)
    assert len(living()) == 1

    again = browser.press(page, step="other_account")

    assert living() == set()
    signed_in = browser.press(again, step="sign_in", email=user.email, password=PASSWORD)
    assert signed_in.status_code == 303
    assert len(living()) == 1
    browser.press(
        browser.open(f"{url}&prompt=login"), step="sign_in", email=user.email, password=PASSWORD
    )
    assert len(living()) == 1


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect"])
def test_a_secret_is_shown_once(db, path):
    app = walking.register()

    answer = app.post(path, grant_type="authorization_code", token="x", client_secret=app.secret)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
