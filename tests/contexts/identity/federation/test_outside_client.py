"""An OAuth2 and OpenID Connect client that somebody else wrote, against a real HTTP server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.jwk import KeySet

from contexts.identity import models
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.federation.walking import CALLBACK, App, register

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def issuer(live_url, settings) -> str:
    settings.OIDC_ISSUER = settings.BASE_URL = live_url
    return live_url


def metadata_of(issuer: str) -> dict[str, Any]:
    found = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
    assert found["issuer"] == issuer
    return found


@pytest.fixture
def outside() -> Iterator[Callable[[App], OAuth2Client]]:
    """Somebody else's client, closed when the test is over."""
    with ExitStack() as clients:

        def made(app: App) -> OAuth2Client:
            client = OAuth2Client(
                app.client_id,
                app.secret,
                redirect_uri=CALLBACK,
                scope="openid email bookings:read",
                code_challenge_method="S256",
                token_endpoint_auth_method="client_secret_basic" if app.secret else "none",
            )
            clients.callback(client.close)
            return client

        yield made


def allow(url: str, user: Any) -> str:
    """Do in a browser what a person does, and return the address that the application is called at."""
    with httpx.Client() as browser:
        page = browser.get(url)
        for fields in (
            {"step": "sign_in", "email": user.email, "password": PASSWORD},
            {"step": "allow"},
        ):
            text = page.text
            hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))
            hidden.pop("step", None)
            action = unescape(re.search(r'action="([^"]+)"', text)[1])
            page = browser.post(str(page.url.join(action)), data={**hidden, **fields})
            assert page.status_code == 303, page.text
            there = page.headers["Location"]
            if there.startswith(CALLBACK):
                return there
            page = browser.get(str(page.url.join(there)))
    raise AssertionError("the application was never called")


@pytest.mark.parametrize("is_confidential", [True, False], ids=["confidential", "public"])
def test_a_client_of_somebody_elses_making_walks_the_whole_way(issuer, outside, is_confidential):
    user = UserFactory()
    found = metadata_of(issuer)
    client = outside(register(is_confidential=is_confidential))
    verifier, nonce = generate_token(48), generate_token(20)
    url, state = client.create_authorization_url(
        found["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    back = allow(url, user)
    answer = parse_qs(urlsplit(back).query)
    assert answer["state"] == [state]
    assert answer["iss"] == [issuer]
    token = client.fetch_token(
        found["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier
    )
    keys = KeySet.import_key_set(httpx.get(found["jwks_uri"]).json())
    claims = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
    assert claims["nonce"] == nonce
    assert claims["iss"] == issuer
    assert claims["sub"] == str(user.id)
    told = client.get(found["userinfo_endpoint"]).json()
    assert told == {"sub": str(user.id), "email": user.email, "email_verified": True}
    assert client.get(f"{issuer}/api/v1/bookings").status_code == 200
    renewed = client.refresh_token(found["token_endpoint"])
    assert renewed["access_token"] != token["access_token"]
    gone = client.revoke_token(found["revocation_endpoint"], token=renewed["refresh_token"])
    assert gone.status_code == 200
    bearer = {"Authorization": f"Bearer {renewed['access_token']}"}
    assert httpx.get(found["userinfo_endpoint"], headers=bearer).status_code == 401


def _way_back(issuer: str, client: OAuth2Client, user: Any) -> tuple[dict[str, Any], Any]:
    found = metadata_of(issuer)
    verifier = generate_token(48)
    url, _ = client.create_authorization_url(
        found["authorization_endpoint"], code_verifier=verifier
    )
    back = allow(url, user)
    return found, {"authorization_response": back, "code_verifier": verifier}


@pytest.mark.requirement("ASVS 5.0 10.4.2")
def test_of_parallel_exchanges_of_one_code_one_succeeds(issuer, outside):
    app, user = register(is_confidential=False), UserFactory()
    found, way = _way_back(issuer, outside(app), user)
    code = parse_qs(urlsplit(way["authorization_response"]).query)["code"][0]
    fields = {
        "grant_type": "authorization_code",
        "client_id": app.client_id,
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": way["code_verifier"],
    }
    answers = _at_once(found["token_endpoint"], fields)
    assert sorted(answers) in ([200] + [400] * 7, [400] * 8)
    assert answers.count(200) == 1
    # Seven second uses: whatever the first one got is over.
    assert not models.ProgramToken.objects.exists()


@pytest.mark.requirement("ASVS 5.0 10.4.5")
def test_of_parallel_refreshes_one_succeeds_and_the_family_ends(issuer, outside):
    app, user = register(is_confidential=False), UserFactory()
    client = outside(app)
    found, way = _way_back(issuer, client, user)
    token = client.fetch_token(found["token_endpoint"], **way)
    fields = {
        "grant_type": "refresh_token",
        "client_id": app.client_id,
        "refresh_token": token["refresh_token"],
    }
    answers = _at_once(found["token_endpoint"], fields)
    assert answers.count(200) == 1
    assert answers.count(400) == 7
    assert not models.ProgramRefreshToken.objects.filter(revoked=None).exists()
    assert not models.ProgramToken.objects.exists()


def _at_once(url: str, fields: dict[str, str]) -> list[int]:
    with ThreadPoolExecutor(8) as crowd:
        sent = [crowd.submit(httpx.post, url, data=fields) for _ in range(8)]
        return [each.result().status_code for each in sent]
