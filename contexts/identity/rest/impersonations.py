"""Acting as somebody else over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip, user_agent
from riz.rest.callers import actor_of
from riz.rest.fields import LineField, UuidField
from riz.rest.reading import read_body
from riz.rest.serializers import StrictSerializer
from riz.rest.views import ApiView

from ..parts.accounts.use_cases._reasons import REASON_LENGTH
from ..parts.accounts.use_cases.start_impersonation import start_impersonation
from ..parts.sessions.use_cases.end_impersonation import end_impersonation
from .answers import tokens_response
from .serializers import TokensSerializer


class ImpersonationInput(StrictSerializer):
    """As whom, and why."""

    user_id = UuidField()
    reason = LineField(
        max_length=REASON_LENGTH, help_text="The person reads it in their activity log."
    )


class ImpersonationsView(ApiView):
    """Acting as somebody else."""

    @extend_schema(
        operation_id="start_impersonation",
        tags=["impersonation"],
        summary="Act as somebody else",
        description="Hands out an access token of a quarter of an hour and no refresh token. The person sees it in their"
        " activity; everything done with it names both. Never as somebody who may do what the caller may not, never from within"
        " another, and only after a sign-in or step-up of the last ten minutes. Rights that the caller loses meanwhile are lost"
        " in it too. It is for looking: whatever changes something answers 403 `auth.in_person_only`.",
        request=ImpersonationInput,
        responses={201: TokensSerializer},
    )
    def post(self, request: Request) -> Response:
        tokens = start_impersonation(
            **read_body(request, ImpersonationInput),
            actor=actor_of(request),
            ip=client_ip(request),
            user_agent=user_agent(request),
            at=clock.now(),
        )
        return tokens_response(request, tokens, status=201)


class CurrentImpersonationView(ApiView):
    """The impersonation under way."""

    while_acting = True

    @extend_schema(
        operation_id="end_impersonation",
        tags=["impersonation"],
        summary="Stop acting as somebody else",
        description="Ends the session behind the access token, which has to be one as somebody else.",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        end_impersonation(actor=actor_of(request), ip=client_ip(request), at=clock.now())
        return Response(status=204)
