"""Keeping and ending a session over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.errors import Invalid
from riz.rest.addresses import client_ip
from riz.rest.callers import actor_of
from riz.rest.permissions import IsAnyone
from riz.rest.views import ApiView

from ..parts.sessions.contracts import Tokens
from ..parts.sessions.use_cases.end_session import end_session
from ..parts.sessions.use_cases.refresh_session import refresh_session
from .answers import tokens_response
from .authentication import AccessTokenAuthentication, KeptSessionAuthentication
from .cookies import Client, forget_in_browser, has_kept_token, kept_token
from .refusals import counting_refusals
from .serializers import RefreshSerializer, TokensSerializer


class _KeepingView(ApiView):
    """An endpoint to which a browser shows the cookie that it keeps."""

    def handle_exception(self, exc: Exception) -> Response:
        """Have the browser drop a cookie that is worth nothing any more."""
        response = super().handle_exception(exc)
        if response.status_code == 401 and has_kept_token(self.request):  # noqa: PLR2004 - the status says it best
            forget_in_browser(response)
        return response


class RefreshView(_KeepingView):
    """Refreshing."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "refresh"

    @extend_schema(
        operation_id="auth_refresh",
        tags=["sessions"],
        summary="Exchange a refresh token for the next tokens",
        description="Each refresh token is good once. Whoever lost the answer may repeat the request within five"
        " seconds; any other reuse ends the session. Programs send the token in the body; browsers send an empty"
        " body with their cookie, and with `X-CSRF-Token`. Either the one or the other, and the answer has the same form.",
        auth=[KeptSessionAuthentication.security, {}],  # type: ignore[list-item]
        request=RefreshSerializer,
        responses={200: TokensSerializer},
    )
    def post(self, request: Request) -> Response:
        """Refresh."""
        form = RefreshSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        shown: str = form.validated_data.get("refresh_token", "")
        if bool(shown) == has_kept_token(request):
            raise Invalid(errors={"refresh_token": ["Send it here or as a cookie, not both."]})
        with counting_refusals():
            tokens = self._exchanged(request, shown)
        return tokens_response(request, tokens, Client.API if shown else Client.BROWSER)

    def _exchanged(self, request: Request, shown: str) -> Tokens:
        kept = None if shown else kept_token(request)
        return refresh_session(
            refresh_token=kept.refresh_token if kept else shown,
            session_id=kept.session_id if kept else None,
            ip=client_ip(request),
            at=clock.now(),
        )


class LogoutView(_KeepingView):
    """Signing out."""

    authentication_classes = (AccessTokenAuthentication, KeptSessionAuthentication)
    while_acting = True

    @extend_schema(
        operation_id="auth_logout",
        tags=["sessions"],
        summary="Sign out",
        description="Ends the session behind the access token: its access tokens count no more, nor its refresh token."
        " A browser whose access token is over sends its cookie and `X-CSRF-Token` alone.",
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
        response = Response(status=204)
        if has_kept_token(request):
            forget_in_browser(response)
        return response
