"""Opening an account over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip
from riz.rest.permissions import IsAnyone
from riz.rest.reading import read_body
from riz.rest.views import ApiView

from ..use_cases.register_user import register_user
from .serializers import RegisterInput
from .words import REGISTERED, AcceptedSerializer, accepted


class RegisterView(ApiView):
    """Accounts."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "register"

    @extend_schema(
        operation_id="register_account",
        tags=["account"],
        summary="Open an account",
        description="The answer is the same whether or not the address has an account already. A mail goes to it:"
        " following its link confirms a new account, and before that signing in is refused like a wrong password.",
        request=RegisterInput,
        responses={202: AcceptedSerializer},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, RegisterInput)
        register_user(**body, ip=client_ip(request), at=clock.now())
        return accepted(REGISTERED)
