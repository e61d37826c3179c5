"""One's own second factors over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip
from riz.rest.callers import actor_of
from riz.rest.reading import read_body
from riz.rest.views import ApiView

from .. import queries
from ..use_cases.renew_recovery_codes import renew_recovery_codes
from ..use_cases.start_totp_enrolment import start_totp_enrolment
from ..use_cases.switch_totp_off import switch_totp_off
from .second_factor_serializers import (
    CodeInput,
    EnrolmentSerializer,
    RecoveryCodesSerializer,
    SecondFactorsSerializer,
)

STEP_UP = " Needs a recent authentication: a 403 `identity.step_up_required` asks for `POST /auth/step-up` first."


class SecondFactorsView(ApiView):
    """Which second factors are on."""

    @extend_schema(
        operation_id="get_second_factors",
        tags=["second factors"],
        summary="Which second factors are on",
        description="An authenticator app, passkeys, and how many recovery codes are left.",
        responses={200: SecondFactorsSerializer},
    )
    def get(self, request: Request) -> Response:
        found = queries.describe_second_factors(actor=actor_of(request))
        return Response(SecondFactorsSerializer(found).data)


class EnableView(ApiView):
    """Beginning to use an authenticator app."""

    @extend_schema(
        operation_id="enable_totp",
        tags=["second factors"],
        summary="Begin to use an authenticator app",
        description="The secret is shown this once. It counts when `POST /auth/2fa/verify` has confirmed it with a first"
        f" code, within a quarter of an hour; an app that is on stays on until then.{STEP_UP}",
        request=None,
        responses={200: EnrolmentSerializer},
    )
    def post(self, request: Request) -> Response:
        enrolment = start_totp_enrolment(actor=actor_of(request), at=clock.now())
        return Response(EnrolmentSerializer(enrolment).data)


class DisableView(ApiView):
    """Switching an authenticator app off."""

    @extend_schema(
        operation_id="disable_totp",
        tags=["second factors"],
        summary="Switch the authenticator app off",
        description=f"With a code of the app, or a recovery code.{STEP_UP}",
        request=CodeInput,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, CodeInput)
        switch_totp_off(
            code=body["code"],
            actor=actor_of(request),
            ip=client_ip(request),
            at=clock.now(),
        )
        return Response(status=204)


class RecoveryCodesView(ApiView):
    """Recovery codes."""

    @extend_schema(
        operation_id="renew_recovery_codes",
        tags=["second factors"],
        summary="Replace the recovery codes",
        description=f"Ten new ones, shown this once; the old ones count no more.{STEP_UP}",
        request=None,
        responses={200: RecoveryCodesSerializer},
    )
    def post(self, request: Request) -> Response:
        codes = renew_recovery_codes(actor=actor_of(request), ip=client_ip(request), at=clock.now())
        return Response(RecoveryCodesSerializer({"recovery_codes": codes}).data)
