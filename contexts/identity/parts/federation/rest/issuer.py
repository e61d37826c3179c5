"""RIZ as a provider: what it calls itself, and what it says of itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from riz.policies import scopes

from ..domain import prompts

ID_TOKEN_SECONDS = 600


def address() -> str:
    """Return the issuer: what discovery is found at, ID tokens name, and answers to applications carry."""
    issuer: str = settings.OIDC_ISSUER
    return issuer.rstrip("/")


def metadata() -> dict[str, Any]:
    """Return the provider's description (OpenID Connect Discovery 1.0, RFC 8414)."""
    base = address()
    basic_or_body = ["client_secret_basic", "client_secret_post"]
    return {
        "issuer": base,
        "authorization_endpoint": f"{base}/oauth/authorize",
        "token_endpoint": f"{base}/oauth/token",
        "userinfo_endpoint": f"{base}/oauth/userinfo",
        "jwks_uri": f"{base}/oauth/jwks",
        "introspection_endpoint": f"{base}/oauth/introspect",
        "revocation_endpoint": f"{base}/oauth/revoke",
        "scopes_supported": list(scopes()),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": [*basic_or_body, "none"],
        "introspection_endpoint_auth_methods_supported": basic_or_body,
        "revocation_endpoint_auth_methods_supported": [*basic_or_body, "none"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": [
            *("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "amr"),
            *("name", "locale", "zoneinfo", "email", "email_verified"),
        ],
        "prompt_values_supported": list(prompts.SUPPORTED),
        "authorization_response_iss_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
    }
