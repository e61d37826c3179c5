"""RIZ as a provider of OAuth2 and OpenID Connect: addresses under the root."""

from __future__ import annotations

from django.urls import path

from ..parts.federation.rest import oauth_endpoints
from .oauth_pages import AuthorizeView

urlpatterns = [
    path("oauth/authorize", AuthorizeView.as_view(), name="oauth-authorize"),
    path("oauth/token", oauth_endpoints.TokenView.as_view(), name="oauth-token"),
    path("oauth/revoke", oauth_endpoints.RevokeView.as_view(), name="oauth-revoke"),
    path("oauth/introspect", oauth_endpoints.IntrospectView.as_view(), name="oauth-introspect"),
    path("oauth/userinfo", oauth_endpoints.UserInfoView.as_view(), name="oauth-userinfo"),
    path("oauth/jwks", oauth_endpoints.JwksView.as_view(), name="oauth-jwks"),
    path(
        ".well-known/openid-configuration",
        oauth_endpoints.DiscoveryView.as_view(),
        name="openid-configuration",
    ),
    path(
        ".well-known/oauth-authorization-server",
        oauth_endpoints.DiscoveryView.as_view(),
        name="oauth-authorization-server",
    ),
]
