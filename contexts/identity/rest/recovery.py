"""Taking an account back, and choosing its password by way of a mail, over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.addresses import client_ip
from riz.rest.permissions import IsAnyone
from riz.rest.reading import read_body
from riz.rest.views import ApiView

from ..parts.accounts.rest.emails import LinkInput, LinkView
from ..parts.accounts.rest.passwords import PasswordResetInput
from ..use_cases.remove_access import remove_access
from ..use_cases.reset_password import reset_password
from ..use_cases.undo_email_change import undo_email_change


class ResetView(ApiView):
    """Passwords chosen by way of a mail."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "mail_link"

    @extend_schema(
        operation_id="reset_password",
        tags=["passwords"],
        summary="Choose a new password by the link from a mail",
        description="Ends every session. A second factor stays: signing in asks for it as before. So do passkeys and"
        " linked logins.",
        request=PasswordResetInput,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, PasswordResetInput)
        reset_password(**body, ip=client_ip(request), at=clock.now())
        return Response(status=204)


class UndoChangeView(LinkView):
    """Changes of an address that are undone."""

    @extend_schema(
        operation_id="undo_email_change",
        tags=["addresses"],
        summary="Take the old address back",
        description="Takes the token of the link that the old address was sent. Every session and every other way in"
        " ends, second factors among them, and a mail lets the owner choose a new password.",
        request=LinkInput,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        undo_email_change(token=self.token_of(request), ip=client_ip(request), at=clock.now())
        return Response(status=204)


class RemoveAccessView(LinkView):
    """Removal, by a mail's link, of the change that the mail reports."""

    @extend_schema(
        operation_id="remove_access",
        tags=["addresses"],
        summary="Remove the way in that a mail tells of",
        description="Takes the token of the link that came with the news of a passkey, an app, a login, an application or a"
        " key. It is removed, every session ends, and a mail lets the owner choose a new password.",
        request=LinkInput,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        remove_access(token=self.token_of(request), ip=client_ip(request), at=clock.now())
        return Response(status=204)
