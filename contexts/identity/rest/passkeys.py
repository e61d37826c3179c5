"""Signing in over HTTP with a passkey instead of a password."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip, user_agent
from riz.rest.permissions import IsAnyone
from riz.rest.views import ApiView

from ..parts.accounts.use_cases.sign_in_with_passkey import sign_in_with_passkey
from .answers import read_sign_in, tokens_response
from .second_factor_serializers import PasskeySignInInput
from .serializers import TokensSerializer


class PasskeySignInView(ApiView):
    """Signing in with a passkey."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "login"

    @extend_schema(
        operation_id="sign_in_with_passkey",
        tags=["signing in"],
        summary="Sign in with a passkey",
        description="What the browser made of `POST /auth/passkeys/sign-in-options`. The authenticator must have verified its"
        " owner, by a finger, a face or a PIN.",
        request=PasskeySignInInput,
        responses={200: TokensSerializer},
    )
    def post(self, request: Request) -> Response:
        facts = read_sign_in(request, PasskeySignInInput)
        tokens = sign_in_with_passkey(
            credential=facts["credential"],
            ip=client_ip(request),
            user_agent=user_agent(request),
            at=clock.now(),
        )
        return tokens_response(request, tokens, facts["client"])
