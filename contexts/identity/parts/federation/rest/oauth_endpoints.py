"""Requests of applications to RIZ without a person: tokens, what they are worth, who signed in, and with which key."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.oauth2_backends import get_oauthlib_core
from oauthlib.common import Request as OAuthRequest

from riz import clock
from riz.errors import TooMany
from riz.rest.throttling import count_request

from .. import queries
from ..gateways import provider_keys
from . import issuer
from .oauth_validator import claims_of

_FORM = "application/x-www-form-urlencoded"
_PUBLIC = "public, max-age=300"


# No cookie takes part: applications show who they are in each request.
@method_decorator(csrf_exempt, name="dispatch")
class _Endpoint(View):
    """Counts requests, refuses what is ambiguous, and stores no answer anywhere."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, or refuse in the words of OAuth."""
        answer = self._refusal(request) or super().dispatch(request, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        try:
            count_request(request, "oauth")
        except TooMany as refusal:
            answer = _error("temporarily_unavailable", "Too many requests.", status=429)
            answer["Retry-After"] = str(refusal.retry_after_seconds)
            return answer
        fault = _fault(request) if request.method == "POST" else ""
        return _error("invalid_request", fault) if fault else None


def _fault(request: HttpRequest) -> str:
    """Say what makes a request ambiguous, or what no honest one holds."""
    # OpenID Connect lets userinfo be asked by POST with the bearer alone: no body, so no type of it.
    has_body = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
    if has_body and request.content_type != _FORM:
        return f"Send {_FORM}."
    if request.META.get("QUERY_STRING"):
        return "Send parameters in the body alone."
    if any(len(values) > 1 for _, values in request.POST.lists()):
        return "Send each parameter once."
    scheme = request.headers.get("Authorization", "").partition(" ")[0]
    if scheme.lower() == "basic" and "client_secret" in request.POST:
        return "Show the secret once."
    if any("\0" in value for value in request.POST.values()):
        return "Send no NUL."
    return ""


class TokenView(_Endpoint):
    """Exchanges codes, refresh tokens and partners' credentials for tokens."""

    def post(self, request: HttpRequest) -> HttpResponse:
        _, headers, body, status = get_oauthlib_core().create_token_response(request)
        return HttpResponse(body, status=status, headers=headers)


class RevokeView(_Endpoint):
    """Takes tokens back (RFC 7009)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the family of the token, if it is the application's own."""
        _, headers, body, status = get_oauthlib_core().create_revocation_response(request)
        return HttpResponse(body or "", status=status, headers=headers)


class IntrospectView(_Endpoint):
    """Tells an application what its own access token is worth (RFC 7662)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer for the confidential application whose token it is; others learn that it is worth nothing."""
        core = get_oauthlib_core()
        asked = OAuthRequest(*core._extract_params(request))  # noqa: SLF001 - the library's own views do so
        validator = core.server.request_validator
        if not validator.authenticate_client(asked) or not _is_confidential(asked.client):
            answer = _error("invalid_client", "Show client id and secret.", status=401)
            answer["WWW-Authenticate"] = 'Basic realm="riz"'
            return answer
        token = request.POST.get("token", "")
        found = queries.find_token(token=token, at=clock.now())
        if found is None or found.person is None or found.application != asked.client:
            return JsonResponse({"active": False})
        return JsonResponse(
            {
                "active": True,
                "scope": " ".join(sorted(found.scopes)),
                "client_id": asked.client.client_id,
                "token_type": "Bearer",
                "sub": str(found.person.id),
                "iss": issuer.address(),
                "iat": int(found.issued_at.timestamp()),
                "exp": int(found.expires_at.timestamp()),
            }
        )


class UserInfoView(_Endpoint):
    """Tells an application who signed in, as far as its scopes reach."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Tell it to whoever shows an access token with the scope `openid` in the header."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        found = None
        if scheme.lower() == "bearer" and token.isascii():
            found = queries.find_token(token=token.strip(), at=clock.now())
        if found is None or found.person is None:
            return _challenge("invalid_token", 401)
        if "openid" not in found.scopes:
            return _challenge("insufficient_scope", 403)
        return JsonResponse(claims_of(found.person, found.scopes))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Tell it to whoever prefers to post."""
        return self.get(request)


class JwksView(View):
    """The public keys of ID tokens."""

    def get(self, request: HttpRequest) -> HttpResponse:
        del request
        return JsonResponse(provider_keys.published(), headers={"Cache-Control": _PUBLIC})


class DiscoveryView(View):
    """RIZ's metadata as a provider."""

    def get(self, request: HttpRequest) -> HttpResponse:
        del request
        return JsonResponse(issuer.metadata(), headers={"Cache-Control": _PUBLIC})


def _is_confidential(client: Any) -> bool:
    return getattr(client, "client_type", "") == "confidential"


def _error(error: str, description: str, *, status: int = 400) -> HttpResponse:
    return JsonResponse({"error": error, "error_description": description}, status=status)


def _challenge(error: str, status: int) -> HttpResponse:
    answer = _error(error, "The access token does not allow this.", status=status)
    answer["WWW-Authenticate"] = f'Bearer realm="riz", error="{error}"'
    return answer
