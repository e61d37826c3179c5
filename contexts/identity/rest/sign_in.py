"""Signing in over HTTP with address and password."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip, user_agent
from riz.rest.permissions import IsAnyone
from riz.rest.views import ApiView

from ..parts.accounts.use_cases.log_in import log_in
from .answers import read_sign_in, tokens_response
from .serializers import LoginInput, TokensSerializer


class LoginView(ApiView):
    """Signing in."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "login"

    @extend_schema(
        operation_id="sign_in_with_password",
        tags=["signing in"],
        summary="Sign in with e-mail address and password",
        description="After five failures the waits grow, up to a quarter of an hour; a 429 says how long.",
        request=LoginInput,
        responses={200: TokensSerializer},
    )
    def post(self, request: Request) -> Response:
        facts = read_sign_in(request, LoginInput)
        client = facts.pop("client")
        tokens = log_in(
            **facts,
            ip=client_ip(request),
            user_agent=user_agent(request),
            at=clock.now(),
        )
        return tokens_response(request, tokens, client)
