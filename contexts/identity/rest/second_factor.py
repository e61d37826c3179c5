"""The second factor over HTTP: confirming an authenticator app, and completing a sign-in."""

from __future__ import annotations

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.errors import Unauthenticated
from riz.rest.addresses import client_ip, user_agent
from riz.rest.callers import actor_of
from riz.rest.permissions import IsAnyone
from riz.rest.views import ApiView

from ..parts.accounts.rest.second_factor_serializers import RecoveryCodesSerializer
from ..parts.accounts.use_cases.complete_sign_in import complete_sign_in
from ..parts.accounts.use_cases.confirm_totp import confirm_totp
from .answers import read_sign_in, tokens_response
from .second_factor_serializers import SecondFactorPasskeyInput, VerifyInput
from .serializers import TokensSerializer


class VerifyView(ApiView):
    """A code, for one of two ends."""

    permission_classes = (IsAnyone,)
    throttle_policy = "login"
    refused: Unauthenticated | None = None

    def perform_authentication(self, request: Request) -> None:
        """Leave a refusal to the one of both ends that needs a caller; the other one has its challenge."""
        try:
            super().perform_authentication(request)
        except Unauthenticated as refusal:
            self.refused = refusal

    @extend_schema(
        operation_id="verify_code",
        tags=["signing in"],
        summary="Complete a sign-in with a code, or confirm an authenticator app",
        description="With the `challenge` of a 401 `identity.second_factor_required`: a one-time or recovery code completes"
        " the sign-in; the challenge ends after five answers or five minutes. Without it, signed in: the first"
        " code of the app that `POST /auth/2fa/enable` began switches it on, and ten recovery codes are shown this"
        " once. Each code is good once; after five wrong ones the waits grow.",
        request=VerifyInput,
        responses={
            200: PolymorphicProxySerializer(
                component_name="Verified",
                serializers=[TokensSerializer, RecoveryCodesSerializer],
                resource_type_field_name=None,
            )
        },
    )
    def post(self, request: Request) -> Response:
        facts = read_sign_in(request, VerifyInput)
        if "challenge" not in facts:
            return self._confirm(request, facts["code"])
        tokens = complete_sign_in(
            challenge=facts["challenge"],
            code=facts["code"],
            ip=client_ip(request),
            user_agent=user_agent(request),
            at=clock.now(),
        )
        return tokens_response(request, tokens, facts["client"])

    def _confirm(self, request: Request, code: str) -> Response:
        actor = actor_of(request)
        if not actor.is_authenticated:
            raise self.refused or Unauthenticated
        codes = confirm_totp(code=code, actor=actor, ip=client_ip(request), at=clock.now())
        return Response(RecoveryCodesSerializer({"recovery_codes": codes}).data)


class SecondFactorPasskeyView(ApiView):
    """A passkey as the second factor."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "login"

    @extend_schema(
        operation_id="complete_sign_in_with_passkey",
        tags=["signing in"],
        summary="Complete a sign-in with a passkey",
        description="What the browser made of `POST /auth/2fa/passkey-options`.",
        request=SecondFactorPasskeyInput,
        responses={200: TokensSerializer},
    )
    def post(self, request: Request) -> Response:
        facts = read_sign_in(request, SecondFactorPasskeyInput)
        tokens = complete_sign_in(
            challenge=facts["challenge"],
            passkey=facts["credential"],
            ip=client_ip(request),
            user_agent=user_agent(request),
            at=clock.now(),
        )
        return tokens_response(request, tokens, facts["client"])
