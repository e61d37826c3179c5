"""Settings of federation: RIZ as provider of OAuth2 and OpenID Connect, and sign-in with other providers."""

from __future__ import annotations

from config.settings.environment import BASE_URL, env

# One PEM or several: the first key signs ID tokens, all are published, so that a new one is put first and the old
# one stays until its last ID token has expired.
OIDC_RSA_PRIVATE_KEY = env("OIDC_RSA_PRIVATE_KEY", default="")
OIDC_RSA_PRIVATE_KEY_FILE = ""
OIDC_ISSUER = env("OIDC_ISSUER", default=BASE_URL)

OAUTH2_PROVIDER_APPLICATION_MODEL = "identity.Application"
OAUTH2_PROVIDER_GRANT_MODEL = "identity.AuthorizationCode"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "identity.ProgramToken"  # noqa: S105 - a table's name
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "identity.ProgramRefreshToken"  # noqa: S105
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "contexts.identity.parts.federation.rest.oauth_server.Server",
    "OAUTH2_VALIDATOR_CLASS": "contexts.identity.rest.oauth_validator.RizValidator",
    "ACCESS_TOKEN_GENERATOR": "contexts.identity.parts.federation.rest.oauth_server.access_token",
    "REFRESH_TOKEN_GENERATOR": "contexts.identity.parts.federation.rest.oauth_server.refresh_token",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "ID_TOKEN_EXPIRE_SECONDS": 600,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "PKCE_REQUIRED": True,
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 14 * 86_400,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "OIDC_ENABLED": True,
    "OIDC_ISS_ENDPOINT": OIDC_ISSUER,
    "OAUTH2_RESPONSE_TYPES_SUPPORTED": ["code"],
    "OIDC_RESPONSE_TYPES_SUPPORTED": ["code"],
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
}

# Other providers that people may sign in with: a JSON list of {"id", "name", "issuer", "client_id",
# "client_secret"}, and "redirect_uri" where it isn't BASE_URL/sign-in/<id>. Everything else is discovered.
OIDC_PROVIDERS = env.json("OIDC_PROVIDERS", default=[])
