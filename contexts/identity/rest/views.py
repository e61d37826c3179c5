"""Accounts and sessions over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip, user_agent
from riz.rest.callers import actor_of
from riz.rest.openapi import problems
from riz.rest.permissions import IsAnyone
from riz.rest.views import ApiView

from ..parts.accounts import queries as accounts
from ..parts.accounts.use_cases.log_in import log_in
from ..parts.accounts.use_cases.register_user import register_user
from ..parts.sessions.use_cases.end_session import end_session
from ..parts.sessions.use_cases.refresh_session import refresh_session
from .serializers import (
    AccountSerializer,
    LoginSerializer,
    RefreshSerializer,
    RegisterSerializer,
    RegistrationSerializer,
    TokensSerializer,
)

REGISTERED = {
    "status": "accepted",
    "detail": "If this address had no account, it has one now. Sign in with it.",
}


class RegisterView(ApiView):
    """Accounts."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "register"

    @extend_schema(
        operation_id="auth_register",
        tags=["auth"],
        summary="Open an account",
        description="The answer is the same whether or not the address has an account already;"
        " signing in afterwards works for whoever knows the account's password.",
        request=RegisterSerializer,
        responses={202: RegistrationSerializer, **problems(422)},
    )
    def post(self, request: Request) -> Response:
        """Open an account."""
        form = RegisterSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        register_user(**form.validated_data, ip=client_ip(request), at=clock.now())
        return Response(RegistrationSerializer(REGISTERED).data, 202)


class LoginView(ApiView):
    """Signing in."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "login"

    @extend_schema(
        operation_id="auth_login",
        tags=["auth"],
        summary="Sign in with e-mail address and password",
        description="After five failures the waits grow, up to a quarter of an hour; a 429 says how long.",
        request=LoginSerializer,
        responses={200: TokensSerializer, **problems(401, 422)},
    )
    def post(self, request: Request) -> Response:
        """Sign in."""
        form = LoginSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        tokens = log_in(
            **form.validated_data,
            ip=client_ip(request),
            user_agent=user_agent(request),
            at=clock.now(),
        )
        return Response(TokensSerializer(tokens).data)


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
        return Response(TokensSerializer(tokens).data)


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


class MeView(ApiView):
    """One's own account."""

    @extend_schema(
        operation_id="auth_me",
        tags=["auth"],
        summary="One's own account and roles",
        description="The account behind the access token, and the roles it holds at this moment.",
        responses={200: AccountSerializer},
    )
    def get(self, request: Request) -> Response:
        """Show it."""
        account = accounts.get_own_account(actor=actor_of(request))
        return Response(AccountSerializer(account).data)
