"""Signing in with another provider over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip, user_agent
from riz.rest.callers import actor_of
from riz.rest.permissions import IsAnyone
from riz.rest.views import ApiView

from ..parts.federation.contracts import AuthorizationRequest
from ..parts.federation.rest.serializers import LinkedLoginSerializer
from ..parts.federation.use_cases.begin_provider_sign_in import begin_provider_sign_in
from ..parts.federation.use_cases.complete_provider_sign_in import (
    Brought,
    complete_provider_sign_in,
)
from ..parts.federation.use_cases.link_login import link_login
from ..parts.sessions import api as sessions
from ..use_cases.sign_in_with_provider import sign_in_with_provider
from .answers import read_sign_in, tokens_response
from .cookies import Client
from .oidc_serializers import CallbackInput, StartInput, VisitSerializer
from .serializers import TokensSerializer

COOKIE = "__Host-riz-oidc"


class OidcStartView(ApiView):
    """The start of a sign-in with a provider."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "login"

    @extend_schema(
        operation_id="start_provider_sign_in",
        tags=["signing in"],
        summary="Begin to sign in with another provider",
        description="Send the person to `authorization_url` within ten minutes, and keep the secret: without it nobody"
        " comes back. A browser (`client`) has it in a cookie that no script reads.",
        request=StartInput,
        responses={200: VisitSerializer},
    )
    def post(self, request: Request, provider: str) -> Response:
        client = read_sign_in(request, StartInput)["client"]
        return _visit(begin_provider_sign_in(provider=provider, at=clock.now()), client)


class OidcCallbackView(ApiView):
    """The return from a provider."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "login"

    @extend_schema(
        operation_id="sign_in_with_provider",
        tags=["signing in"],
        summary="Sign in with what another provider sent back",
        description="Opens the account that the login is linked with; whoever has none gets one, if the provider has"
        " verified their address. An address that has an account already is refused with"
        " `identity.oidc_login_not_linked`: sign in to it and link the login. A second factor is still asked for"
        " (401 `identity.second_factor_required`).",
        request=CallbackInput,
        responses={200: TokensSerializer},
    )
    def post(self, request: Request, provider: str) -> Response:
        facts = read_sign_in(request, CallbackInput)
        tokens = sign_in_with_provider(
            provider=provider,
            brought=_brought(request, facts),
            ip=client_ip(request),
            user_agent=user_agent(request),
            at=clock.now(),
        )
        return _came_back(tokens_response(request, tokens, facts["client"]), facts)


class OidcLinkStartView(ApiView):
    """The way there, to link a login."""

    throttle_policy = "login"

    @extend_schema(
        operation_id="start_login_link",
        tags=["linked logins"],
        summary="Begin to link a login with your account",
        description="Needs a sign-in of the last ten minutes (403 `identity.step_up_required`).",
        request=StartInput,
        responses={200: VisitSerializer},
    )
    def post(self, request: Request, provider: str) -> Response:
        client = read_sign_in(request, StartInput)["client"]
        actor, at = actor_of(request), clock.now()
        sessions.require_recent_authentication(actor=actor, at=at)
        visit = begin_provider_sign_in(provider=provider, links_to=actor.id, at=at)
        return _visit(visit, client)


class OidcLinkCallbackView(ApiView):
    """The way back, to link a login."""

    throttle_policy = "login"

    @extend_schema(
        operation_id="link_login",
        tags=["linked logins"],
        summary="Link the login that another provider sent back",
        description="The same person has to be signed in who began, in the same browser.",
        request=CallbackInput,
        responses={200: LinkedLoginSerializer},
    )
    def post(self, request: Request, provider: str) -> Response:
        facts = read_sign_in(request, CallbackInput)
        actor, at = actor_of(request), clock.now()
        sessions.require_recent_authentication(actor=actor, at=at)
        assert actor.id is not None  # noqa: S101 - whoever has just authenticated is somebody
        external_identity = complete_provider_sign_in(
            provider=provider,
            brought=_brought(request, facts),
            links_to=actor.id,
            at=at,
        )
        linked = link_login(
            external_identity=external_identity,
            user_id=actor.id,
            ip=client_ip(request),
            actor=actor,
            at=at,
        )
        return _came_back(Response(LinkedLoginSerializer(linked).data), facts)


def _brought(request: Request, facts: dict[str, Any]) -> Brought:
    """Take the secret from where this client keeps it, never from the other place."""
    kept = request.COOKIES.get(COOKIE, "")
    secret = kept if facts["client"] == Client.BROWSER else facts.get("secret", "")
    return Brought(code=facts["code"], state=facts["state"], secret=secret, issuer=facts.get("iss"))


def _came_back(response: Response, facts: dict[str, Any]) -> Response:
    """Have a browser drop the secret of the visit that is over; another client's leaves the cookie alone."""
    if facts["client"] == Client.BROWSER:
        response.delete_cookie(COOKIE, path="/", samesite="Lax")
    return response


def _visit(visit: AuthorizationRequest, client: str) -> Response:
    body = dict(VisitSerializer(visit).data)
    if client != Client.BROWSER:
        return Response(body)
    del body["secret"]
    response = Response(body)
    response.set_cookie(
        COOKIE,
        visit.secret,
        max_age=int((visit.expires_at - clock.now()) / dt.timedelta(seconds=1)),
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response
