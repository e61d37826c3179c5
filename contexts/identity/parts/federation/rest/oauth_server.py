"""The grants that RIZ knows: authorization code with PKCE (S256 alone), refresh, and client credentials."""

from __future__ import annotations

from typing import Any, ClassVar

from oauthlib.oauth2.rfc6749 import errors
from oauthlib.oauth2.rfc6749.endpoints import (
    AuthorizationEndpoint,
    RevocationEndpoint,
    TokenEndpoint,
)
from oauthlib.oauth2.rfc6749.grant_types import AuthorizationCodeGrant, ClientCredentialsGrant
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import code_challenge_method_s256
from oauthlib.oauth2.rfc6749.tokens import BearerToken
from oauthlib.openid.connect.core import grant_types as openid
from oauthlib.openid.connect.core.grant_types.dispatchers import (
    AuthorizationCodeGrantDispatcher,
    AuthorizationTokenGrantDispatcher,
)

from ..domain import secrets


def _is_verified(verifier: str, challenge: str) -> bool:
    return secrets.is_for_pkce(verifier) and code_challenge_method_s256(verifier, challenge)


class _CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """Takes a challenge that was hashed, never a plain one."""

    _code_challenge_methods: ClassVar = {"S256": _is_verified}


class _OpenIdCodeGrant(openid.AuthorizationCodeGrant):  # type: ignore[misc]
    """The same with an ID token."""

    def __init__(self, request_validator: Any = None, **options: Any) -> None:
        self.proxy_target = _CodeGrant(request_validator=request_validator, **options)
        self.custom_validators.post_auth.append(self.openid_authorization_validator)
        self.register_token_modifier(self.add_id_token)


class Server(AuthorizationEndpoint, TokenEndpoint, RevocationEndpoint):  # type: ignore[misc]
    """The server of codes and tokens. No implicit grant, no passwords, no devices: they are not built in."""

    def __init__(
        self,
        request_validator: Any,
        token_expires_in: Any = None,
        token_generator: Any = None,
        refresh_token_generator: Any = None,
        **_options: Any,
    ) -> None:
        plain, with_id_token = _CodeGrant(request_validator), _OpenIdCodeGrant(request_validator)
        bearer = BearerToken(
            request_validator, token_generator, token_expires_in, refresh_token_generator
        )
        AuthorizationEndpoint.__init__(
            self,
            default_response_type="code",
            response_types={
                "code": AuthorizationCodeGrantDispatcher(
                    default_grant=plain, oidc_grant=with_id_token
                )
            },
            default_token_type=bearer,
        )
        TokenEndpoint.__init__(
            self,
            default_grant_type="unknown",
            grant_types={
                "authorization_code": AuthorizationTokenGrantDispatcher(
                    request_validator, default_grant=plain, oidc_grant=with_id_token
                ),
                "client_credentials": ClientCredentialsGrant(request_validator),
                "refresh_token": openid.RefreshTokenGrant(request_validator),
                "unknown": _NoGrant(),
            },
            default_token_type=bearer,
        )
        RevocationEndpoint.__init__(self, request_validator)


class _NoGrant:
    """Answers every grant that is not known."""

    def create_token_response(
        self, request: Any, token_handler: Any
    ) -> tuple[dict[str, str], str, int]:
        del token_handler
        refusal = errors.UnsupportedGrantTypeError(request=request)
        headers = {
            "Content-Type": "application/json",
            "Cache-Control": "no-store",
            "Pragma": "no-cache",
        }
        return headers, refusal.json, refusal.status_code


def access_token(request: Any, refresh_token: bool = False) -> str:  # noqa: FBT001, FBT002 - oauthlib's signature
    """Make an access token (`ACCESS_TOKEN_GENERATOR`)."""
    del request, refresh_token
    return secrets.new_access_token()


def refresh_token(request: Any, refresh_token: bool = False) -> str:  # noqa: FBT001, FBT002 - oauthlib's signature
    """Make a refresh token (`REFRESH_TOKEN_GENERATOR`)."""
    del request, refresh_token
    return secrets.new_refresh_token()
