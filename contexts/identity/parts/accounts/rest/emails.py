"""Confirming and changing one's e-mail address over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip
from riz.rest.callers import actor_of
from riz.rest.fields import EmailField
from riz.rest.permissions import IsAnyone
from riz.rest.reading import read_body
from riz.rest.serializers import StrictSerializer
from riz.rest.views import ApiView

from ..use_cases.ask_for_email_change import ask_for_email_change
from ..use_cases.ask_for_verification import ask_for_verification
from ..use_cases.confirm_email_change import confirm_email_change
from ..use_cases.verify_email import verify_email
from .fields import LinkTokenField
from .words import CHANGE_ASKED, VERIFICATION_SENT, AcceptedSerializer, accepted


class AddressInput(StrictSerializer):
    """The address of an account, or of none."""

    email = EmailField()


class LinkInput(StrictSerializer):
    """The token of a link from a mail."""

    token = LinkTokenField()


class NewAddressInput(StrictSerializer):
    """The address that an account is to have."""

    new_email = EmailField()


class VerificationView(ApiView):
    """Mails that confirm an address."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "mail"

    @extend_schema(
        operation_id="request_email_verification",
        tags=["addresses"],
        summary="Have the mail of a registration sent again",
        description="The answer is the same for every address; a mail goes out where an account waits for it.",
        request=AddressInput,
        responses={202: AcceptedSerializer},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, AddressInput)
        ask_for_verification(**body, ip=client_ip(request), at=clock.now())
        return accepted(VERIFICATION_SENT)


class LinkView(ApiView):
    """An endpoint that takes the token of a link, and nothing else."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "mail_link"

    def token_of(self, request: Request) -> str:
        """Return the token that was sent."""
        body = read_body(request, LinkInput)
        return str(body["token"])


class VerifyView(LinkView):
    """The confirmation of an address."""

    @extend_schema(
        operation_id="verify_email",
        tags=["addresses"],
        summary="Confirm an address",
        description="Takes the token of the link that registering sends; the account can be signed in to from now on.",
        request=LinkInput,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        verify_email(token=self.token_of(request), ip=client_ip(request), at=clock.now())
        return Response(status=204)


class ChangeView(ApiView):
    """Changes of one's address."""

    @extend_schema(
        operation_id="request_email_change",
        tags=["addresses"],
        summary="Ask for another address",
        description="Needs a sign-in of the last ten minutes. A link goes to the new address; the answer is the same"
        " for addresses that have an account. Following it ends every other session, and the old address is told.",
        request=NewAddressInput,
        responses={202: AcceptedSerializer},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, NewAddressInput)
        ask_for_email_change(
            **body,
            actor=actor_of(request),
            ip=client_ip(request),
            at=clock.now(),
        )
        return accepted(CHANGE_ASKED)


class ConfirmChangeView(LinkView):
    """Confirmed changes of an address."""

    @extend_schema(
        operation_id="confirm_email_change",
        tags=["addresses"],
        summary="Take the new address",
        description="Takes the token of the link that went to it. Sessions other than the one that asked end.",
        request=LinkInput,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        confirm_email_change(token=self.token_of(request), ip=client_ip(request), at=clock.now())
        return Response(status=204)
