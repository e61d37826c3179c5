"""Forgetting, resetting and changing one's password over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip
from riz.rest.callers import actor_of
from riz.rest.permissions import IsAnyone
from riz.rest.reading import read_body
from riz.rest.serializers import StrictSerializer
from riz.rest.views import ApiView

from ..use_cases.ask_for_password_reset import ask_for_password_reset
from ..use_cases.change_password import change_password
from .emails import AddressInput
from .fields import LinkTokenField, PasswordField
from .words import RESET_SENT, AcceptedSerializer, accepted


class PasswordResetInput(StrictSerializer):
    """The token of a link from a mail, and the password to have."""

    token = LinkTokenField()
    new_password = PasswordField(help_text="8 to 128 characters; 15 or more are better.")


class PasswordChangeInput(StrictSerializer):
    """The password that one has, and the one to have."""

    current_password = PasswordField()
    new_password = PasswordField(help_text="8 to 128 characters; 15 or more are better.")


class ForgotView(ApiView):
    """The mail for a forgotten password."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "mail"

    @extend_schema(
        operation_id="request_password_reset",
        tags=["passwords"],
        summary="Have a link sent to choose a new password",
        description="The answer is the same for every address; a mail goes out where there is an account."
        " The link is good once, for half an hour.",
        request=AddressInput,
        responses={202: AcceptedSerializer},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, AddressInput)
        ask_for_password_reset(**body, ip=client_ip(request), at=clock.now())
        return accepted(RESET_SENT)


class ChangeView(ApiView):
    """Changes of one's password."""

    throttle_policy = "login"

    @extend_schema(
        operation_id="update_password",
        tags=["passwords"],
        summary="Change one's password",
        description="Every other session ends. A wrong current password counts as a failed sign-in; a 429 says how"
        " long to wait.",
        request=PasswordChangeInput,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, PasswordChangeInput)
        change_password(
            **body,
            actor=actor_of(request),
            ip=client_ip(request),
            at=clock.now(),
        )
        return Response(status=204)
