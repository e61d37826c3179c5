"""Showing once more who one is, over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip
from riz.rest.callers import actor_of
from riz.rest.reading import read_body
from riz.rest.views import ApiView

from ..use_cases.start_passkey_step_up import start_passkey_step_up
from ..use_cases.step_up import step_up
from .second_factor_serializers import (
    PasskeyOptionsSerializer,
    SteppedUpSerializer,
    StepUpInput,
)


class StepUpView(ApiView):
    """Step-up."""

    @extend_schema(
        operation_id="step_up",
        tags=["second factors"],
        summary="Show once more that it is you",
        description="Opens sensitive acts to this session for ten minutes. One of password, code (one-time or"
        " recovery) and passkey; where a second factor is on, the password alone is refused with"
        " `identity.second_factor_needed`. The waits after wrong ones grow as at signing in. The answer has a new access token; the session's tokens before it count no more.",
        request=StepUpInput,
        responses={200: SteppedUpSerializer},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, StepUpInput)
        reauthentication = step_up(
            **body,
            actor=actor_of(request),
            ip=client_ip(request),
            at=clock.now(),
        )
        return Response(SteppedUpSerializer(reauthentication).data)


class StepUpPasskeyOptionsView(ApiView):
    """Beginning a step-up with a passkey."""

    @extend_schema(
        operation_id="start_passkey_step_up",
        tags=["second factors"],
        summary="Begin to show it with a passkey",
        description="For `navigator.credentials.get`; good once, for five minutes.",
        request=None,
        responses={200: PasskeyOptionsSerializer},
    )
    def post(self, request: Request) -> Response:
        """Say what shall be signed."""
        options = start_passkey_step_up(actor=actor_of(request), at=clock.now())
        return Response({"public_key": options})
