"""Keeping and ending sessions over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.actor import Actor
from riz.errors import Invalid, RizError, Unauthenticated
from riz.rest.addresses import client_ip
from riz.rest.callers import actor_of, anonymous
from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsAnyone
from riz.rest.reading import PAGE, page_of, read_body
from riz.rest.views import ApiView

from ..parts.accounts.use_cases.sign_out_elsewhere import sign_out_elsewhere
from ..parts.sessions import queries as sessions
from ..parts.sessions.contracts import Tokens
from ..parts.sessions.errors import OriginRefused
from ..parts.sessions.rest.serializers import SessionSerializer
from ..parts.sessions.use_cases.refresh_session import refresh_session
from .answers import end_shown, forget_ended, tokens_response
from .authentication import AccessTokenAuthentication, KeptSessionAuthentication
from .cookies import Client, has_kept_token, kept_token, stored_token
from .refusals import counting_refusals
from .serializers import RefreshInput, TokensSerializer


class SessionsView(ApiView):
    """Where one is signed in."""

    @extend_schema(
        operation_id="list_sessions",
        tags=["sessions"],
        summary="Where one is signed in",
        description="The newest first. At most twenty devices are signed in at once; a further one ends the session"
        " that idled longest.",
        parameters=[*PAGE],
        responses={200: page_of(SessionSerializer)},
    )
    def get(self, request: Request) -> Response:
        found = sessions.list_own_sessions(
            actor=actor_of(request), page=page_request(request), at=clock.now()
        )
        return page_response(request, found, SessionSerializer)

    @extend_schema(
        operation_id="end_other_sessions",
        tags=["sessions"],
        summary="Sign out everywhere else",
        description="Ends every session but the one that asks, the staff screens and what applications were given."
        " Takes a sign-in or step-up of the last ten minutes.",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        sign_out_elsewhere(actor=actor_of(request), at=clock.now())
        return Response(status=204)


class _KeepingView(ApiView):
    """An endpoint to which a browser shows the cookie that it keeps."""

    def handle_exception(self, exc: Exception) -> Response:
        """Have the browser drop a cookie that is worth nothing any more."""
        response = super().handle_exception(exc)
        if response.status_code == 401:  # noqa: PLR2004 - the status says it best
            forget_ended(self.request, response)
        return response


class RefreshView(_KeepingView):
    """The refreshing of tokens."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "refresh"

    @extend_schema(
        operation_id="refresh_session",
        tags=["sessions"],
        summary="Exchange a refresh token for the next tokens",
        description="Each refresh token is good once. Whoever lost the answer may repeat the request within five"
        " seconds; any other reuse ends the session. Programs send the token in the body; browsers send an empty"
        " body with their cookie, and with `X-CSRF-Token`. Either the one or the other, and the answer has the same form.",
        auth=[KeptSessionAuthentication.security, {}],  # type: ignore[list-item]
        request=RefreshInput,
        responses={200: TokensSerializer},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, RefreshInput)
        shown: str = body.get("refresh_token", "")
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

    def perform_authentication(self, request: Request) -> None:
        """Recognise each credential by itself: what is wrong with one decides nothing about the other.

        Raises:
            Unauthenticated: none is good.
            OriginRefused: nobody can tell that a page of ours shows the cookie, whose session would go on.
        """
        self.shown: list[tuple[Actor, Any]] = []
        refusals: list[RizError] = []
        for one in self.get_authenticators():
            try:
                found = one.authenticate(request)
            except (Unauthenticated, OriginRefused) as refused:
                refusals.append(refused)
            else:
                self.shown += [found] if found else []
        known: Any = request
        known.user, known.auth = self.shown[0] if self.shown else (anonymous(), None)
        kept, ended = stored_token(request), {actor.session_id for actor, _ in self.shown}
        goes_on = kept is not None and kept.session_id not in ended
        for refusal in refusals:
            if not self.shown or (goes_on and isinstance(refusal, OriginRefused)):
                raise refusal

    @extend_schema(
        operation_id="sign_out",
        tags=["sessions"],
        summary="Sign out",
        description="Ends the session behind whatever is shown, access token and cookie: its access tokens count no more,"
        " nor its refresh token. A browser sends `X-CSRF-Token` with its cookie; whose access token is over is signed out by"
        " the cookie alone. The cookie is dropped once its session has ended.",
        request=None,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        for actor, _ in self.shown:
            end_shown(request, actor)
        response = Response(status=204)
        forget_ended(request, response)
        return response
