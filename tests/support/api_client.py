"""A client that speaks the API's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from json import dumps as encode
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.test import Client

from tests.support.sign_in import access_token_of

PREFIX = "/api/v1"


class ApiClient:
    """Sends JSON to paths under /api/v1, as nobody or as the user that signed in.

    Answers are Django's: `answer.status_code`, `answer.json()`, `answer["ETag"]`.
    """

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers: dict[str, str] = {}

    def sign_in(self, user: Any) -> ApiClient:
        """Send every later request as this user: anything with an `id`, or the id itself."""
        self.headers["Authorization"] = f"Bearer {access_token_of(getattr(user, 'id', user))}"
        return self

    def sign_out(self) -> ApiClient:
        """Send every later request as nobody."""
        self.headers.pop("Authorization", None)
        return self

    def get(
        self, path: str, *, headers: Mapping[str, str] | None = None, **query: Any
    ) -> HttpResponse:
        """Ask for something; keywords become the query."""
        return self.client.get(PREFIX + path, query, headers=self._with(headers))

    def post(
        self, path: str, json: Any = None, *, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Create something."""
        return self._send("POST", path, json, headers)

    def put(
        self, path: str, json: Any = None, *, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Replace something."""
        return self._send("PUT", path, json, headers)

    def patch(
        self, path: str, json: Any = None, *, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Change something."""
        return self._send("PATCH", path, json, headers)

    def delete(
        self, path: str, json: Any = None, *, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Remove something."""
        return self._send("DELETE", path, json, headers)

    def send_raw(
        self,
        method: str,
        path: str,
        body: bytes,
        *,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """Send bytes as they are, for what no honest client would send."""
        return self.client.generic(
            method, PREFIX + path, body, content_type=content_type, headers=self._with(headers)
        )

    def _send(
        self, method: str, path: str, json: Any, headers: Mapping[str, str] | None
    ) -> HttpResponse:
        body = b"" if json is None else encode(json, cls=DjangoJSONEncoder).encode()
        return self.send_raw(method, path, body, headers=headers)

    def _with(self, headers: Mapping[str, str] | None) -> dict[str, str]:
        return {**self.headers, **(headers or {})}
