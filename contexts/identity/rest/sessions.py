"""Keeping and ending a session over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip
from riz.rest.callers import actor_of
from riz.rest.openapi import problems
from riz.rest.permissions import IsAnyone
from riz.rest.views import ApiView

from ..parts.sessions.use_cases.end_session import end_session
from ..parts.sessions.use_cases.refresh_session import refresh_session
from .answers import tokens_response
from .serializers import RefreshSerializer, TokensSerializer


class RefreshView(ApiView):
    """Refreshing."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "refresh"

    @extend_schema(
        operation_id="auth_refresh",
        tags=["auth"],
        summary="Exchange a refresh token for the next pair",
        description="Each refresh token is good once. Whoever lost the answer may repeat the request within"
        " five seconds; any other reuse ends the session.",
        request=RefreshSerializer,
        responses={200: TokensSerializer, **problems(401, 422)},
    )
    def post(self, request: Request) -> Response:
        """Refresh."""
        form = RefreshSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        tokens = refresh_session(**form.validated_data, ip=client_ip(request), at=clock.now())
        return tokens_response(request, tokens)


class LogoutView(ApiView):
    """Signing out."""

    @extend_schema(
        operation_id="auth_logout",
        tags=["auth"],
        summary="Sign out",
        description="Ends the session behind the access token: its access tokens count no more, nor its refresh token.",
        request=None,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        """Sign out."""
        actor = actor_of(request)
        if actor.session_id is not None:
            end_session(
                session_id=actor.session_id,
                reason="signed_out",
                actor=actor,
                ip=client_ip(request),
                at=clock.now(),
            )
        return Response(status=204)
