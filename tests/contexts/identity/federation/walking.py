"""An application and a browser that walk through RIZ's pages the way outsiders do."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client

from contexts.identity.parts.federation.use_cases.register_application import (
    register_application,
)
from riz import clock
from riz.actor import SYSTEM
from tests.contexts.identity.factories import PASSWORD

CALLBACK = "https://app.example/callback"
SCOPES = ("openid", "profile", "email", "bookings:read", "bookings:write")


def basic(client_id: str, secret: str) -> dict[str, str]:
    shown = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return {"HTTP_AUTHORIZATION": f"Basic {shown}"}


@dataclass
class App:
    """Somebody's registered application."""

    client_id: str
    secret: str | None
    id: Any
    redirect_uri: str = CALLBACK

    def challenge(self, verifier: str) -> str:
        digest = hashlib.sha256(verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def authorization(self, verifier: str, **changes: Any) -> str:
        asked = {
            "client_id": self.client_id,
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": "openid profile email bookings:read",
            "state": "st-1",
            "nonce": "no-1",
            "code_challenge": self.challenge(verifier),
            "code_challenge_method": "S256",
        } | changes
        kept = {name: value for name, value in asked.items() if value is not None}
        return f"/oauth/authorize?{urlencode(kept)}"

    def post(self, path: str, **fields: Any) -> Any:
        """Ask an endpoint for applications, authenticated as this one."""
        extra = basic(self.client_id, self.secret) if self.secret else {}
        if not self.secret:
            fields = {"client_id": self.client_id, **fields}
        return Client().post(
            path,
            urlencode({k: v for k, v in fields.items() if v is not None}),
            content_type="application/x-www-form-urlencoded",
            **extra,
        )

    def exchange(self, code: str, verifier: str | None, **changes: Any) -> Any:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": verifier,
        } | changes
        return self.post("/oauth/token", **fields)

    def refresh(self, refresh_token: str, **changes: Any) -> Any:
        fields = {"grant_type": "refresh_token", "refresh_token": refresh_token} | changes
        return self.post("/oauth/token", **fields)


def register(**changes: Any) -> App:
    facts = {
        "name": "Trip Helper",
        "redirect_uris": (CALLBACK,),
        "scopes": SCOPES,
        "is_confidential": True,
        "homepage": "https://app.example",
    } | changes
    made = register_application(**facts, actor=SYSTEM, at=clock.now())
    return App(
        client_id=made.client_id,
        secret=made.client_secret,
        id=made.id,
        redirect_uri=facts["redirect_uris"][0],
    )


@dataclass
class Browser:
    """A person's browser: it keeps cookies, sends the tokens of forms, and goes nowhere by itself."""

    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def open(self, url: str) -> Any:
        return self.client.get(url)

    def press(self, page: Any, **fields: str) -> Any:
        text = page.content.decode()
        action = unescape(re.search(r'action="([^"]+)"', text)[1])
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))
        hidden.pop("step", None)
        return self.client.post(action, {**hidden, **fields})

    def sign_in(self, url: str, user: Any, password: str = PASSWORD) -> Any:
        answer = self.press(self.open(url), step="sign_in", email=user.email, password=password)
        return self.open(answer["Location"]) if answer.status_code == 303 else answer

    def allow(self, url: str, user: Any) -> dict[str, str]:
        """Sign in, allow, and return what the application is told."""
        page = self.sign_in(url, user)
        remembered = page.status_code == 303
        return told(page if remembered else self.press(page, step="allow"))


def told(answer: Any) -> dict[str, str]:
    """Return what a redirect tells the application."""
    assert answer.status_code == 303, (answer.status_code, answer.content)
    return {
        name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()
    }


def new_verifier() -> str:
    return secrets.token_urlsafe(48)


def tokens_for(app: App, user: Any, **changes: Any) -> dict[str, Any]:
    """Walk the whole way and return what the application gets."""
    verifier = new_verifier()
    code = Browser().allow(app.authorization(verifier, **changes), user)["code"]
    answer = app.exchange(code, verifier)
    assert answer.status_code == 200, answer.content
    return answer.json()
