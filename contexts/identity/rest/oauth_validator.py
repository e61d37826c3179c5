"""The whole of identity as oauthlib asks for it: people's applications, and partners' own credentials."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest

from riz import clock
from riz.errors import RizError
from riz.rest.addresses import client_ip

from ..parts.federation.rest.oauth_validator import Validator
from ..parts.federation.use_cases.issue_partner_token import issue_partner_token
from ..parts.partners import api as partners

_OWN_BEHALF = "client_credentials"


class RizValidator(Validator):
    """Lets partners in by client credentials, and nobody else by that grant."""

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Believe whoever shows a secret, unless the request names somebody else beside them."""
        named = request.client_id
        is_known = self._authenticate(request, *args, **kwargs)
        return is_known and named in (None, "", request.client.client_id)

    def _authenticate(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Ask partners where a program calls on its own behalf, the register of applications otherwise."""
        if request.grant_type != _OWN_BEHALF:
            known: bool = super().authenticate_client(request, *args, **kwargs)
            return known
        client_id, secret = self._shown(request)
        try:
            request.client = partners.check_client(
                client_id=client_id,
                secret=secret,
                ip=_ip(request),
                at=clock.now(),
            )
        except RizError:
            return False
        return True

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        """Keep the two kinds of clients apart."""
        del client_id, request
        is_partner = isinstance(client, partners.Client)
        return is_partner == (grant_type == _OWN_BEHALF)

    def get_default_scopes(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Give a partner what its credential may do; an application has to ask."""
        if isinstance(request.client, partners.Client):
            return sorted(request.client.scopes)
        return super().get_default_scopes(client_id, request, *args, **kwargs)

    def validate_scopes(
        self, client_id: str, scopes: Any, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """Keep a partner to its credential's scopes."""
        if isinstance(client, partners.Client):
            return bool(scopes) and set(scopes) <= client.scopes
        good: bool = super().validate_scopes(client_id, scopes, client, request, *args, **kwargs)
        return good

    def save_bearer_token(
        self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Store a partner's own token, or a person's application's."""
        if not isinstance(request.client, partners.Client):
            super().save_bearer_token(token, request, *args, **kwargs)
            return
        issue_partner_token(
            token=token["access_token"],
            client_id=request.client.client_id,
            scopes=frozenset(request.scopes),
            at=clock.now(),
        )

    def _shown(self, request: Any) -> tuple[str, str]:
        """Read client id and secret from the header or the body."""
        header = self._extract_basic_auth(request)
        if header:
            return _basic(header)
        return request.client_id or "", request.client_secret or ""


def _ip(request: Any) -> str | None:
    """Return where the request came from; the library hands on what the server said of it as headers."""
    seen = HttpRequest()
    seen.META.update(request.headers)
    return client_ip(seen)


def _basic(header: str) -> tuple[str, str]:
    """Read HTTP Basic as OAuth writes it: both halves percent-encoded (RFC 6749, 2.3.1)."""
    try:
        decoded = base64.b64decode(header, validate=True).decode()
    except ValueError:
        return "", ""
    client_id, _, secret = decoded.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)
