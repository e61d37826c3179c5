"""Questions that people may ask about their data: to have it, and to be forgotten."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock, personal_data
from riz.actor import ANONYMOUS
from riz.rest.addresses import client_ip
from riz.rest.callers import actor_of
from riz.rest.outputs import ContractSerializer, output
from riz.rest.permissions import IsAnyone
from riz.rest.reading import read_body
from riz.rest.serializers import StrictSerializer
from riz.rest.views import ApiView
from riz.tasks import enqueue_after_commit

from .. import tasks
from ..parts.profiles import queries
from ..queries import get_own_account
from ..use_cases.cancel_erasure import cancel_erasure
from ..use_cases.request_erasure import request_erasure
from ..use_cases.request_export import request_export
from .serializers import AccountSerializer

GOES = [
    "Account, profile and preferences, sessions, passkeys and other ways of signing in, roles and memberships.",
    "Names, addresses, phone numbers and documents in bookings, and the messages that were sent.",
]


class ErasureSerializer(ContractSerializer):
    """When one's account is erased, what goes with it and what stays."""

    contract = queries.Erasure
    hidden = ("refused_because",)
    hindered_by = serializers.CharField(source="refused_because")
    goes = serializers.SerializerMethodField()
    stays = serializers.SerializerMethodField()

    def get_goes(self, erasure: queries.Erasure) -> list[str]:
        """The data that goes with the account."""
        del erasure
        return GOES

    def get_stays(self, erasure: queries.Erasure) -> dict[str, str]:
        """Say what stays, for each context, and which law wants it."""
        del erasure
        return personal_data.kept()


ExportSerializer = output(queries.Export)


class CancelErasureInput(StrictSerializer):
    """The secret of a mailed link."""

    token = serializers.CharField(max_length=200, write_only=True)


class OwnAccountView(ApiView):
    """One's own account: shown, and erased."""

    @extend_schema(
        operation_id="get_account",
        tags=["account"],
        summary="One's own account and roles",
        description="The account behind the access token, how its owner signs in, and the roles it holds at this moment.",
        responses={200: AccountSerializer},
    )
    def get(self, request: Request) -> Response:
        token_expires_at = getattr(request.auth, "expires_at", None)
        account = get_own_account(
            actor=actor_of(request), token_expires_at=token_expires_at, at=clock.now()
        )
        return Response(AccountSerializer(account).data)

    @extend_schema(
        operation_id="request_erasure",
        tags=["personal data"],
        summary="Have one's account erased",
        description="In 14 days. Until then one can sign in and take it back; a mail says how. 409 names what has"
        " to be settled first. Needs to have signed in, or stepped up, within the last ten minutes.",
        request=None,
        responses={202: ErasureSerializer},
    )
    def delete(self, request: Request) -> Response:
        erasure = request_erasure(actor=actor_of(request), ip=client_ip(request), at=clock.now())
        return Response(ErasureSerializer(erasure).data, 202)


class ErasureView(ApiView):
    """The erasure of one's account that is due."""

    @extend_schema(
        operation_id="get_erasure",
        tags=["personal data"],
        summary="When one's account is erased",
        responses={200: ErasureSerializer},
    )
    def get(self, request: Request) -> Response:
        return Response(ErasureSerializer(queries.get_erasure(actor=actor_of(request))).data)

    @extend_schema(
        operation_id="cancel_erasure",
        tags=["personal data"],
        summary="Keep one's account after all",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        cancel_erasure(actor=actor_of(request), ip=client_ip(request), at=clock.now())
        return Response(status=204)


class CancelErasureByLinkView(ApiView):
    """Keeping an account by the link of a mail."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    throttle_policy = "login"

    @extend_schema(
        operation_id="cancel_erasure_by_link",
        tags=["personal data"],
        summary="Keep an account after all, by the link of the mail",
        request=CancelErasureInput,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, CancelErasureInput)
        cancel_erasure(**body, actor=ANONYMOUS, ip=client_ip(request), at=clock.now())
        return Response(status=204)


class ExportsView(ApiView):
    """Exports of one's data."""

    throttle_policy = "personal_data"

    @extend_schema(
        operation_id="create_export",
        tags=["personal data"],
        summary="Ask for everything that RIZ knows of oneself",
        description="Gathered in the background; ask for its state. While one is gathered, that one is answered."
        " Needs to have signed in, or stepped up, within the last ten minutes.",
        request=None,
        responses={202: ExportSerializer},
    )
    def post(self, request: Request) -> Response:
        export = request_export(actor=actor_of(request), ip=client_ip(request), at=clock.now())
        enqueue_after_commit(tasks.gather_export, export_id=export.id)
        answer = Response(ExportSerializer(export).data, 202)
        answer["Location"] = f"/api/v1/auth/exports/{export.id}"
        return answer


class ExportView(ApiView):
    """An export."""

    @extend_schema(
        operation_id="get_export",
        tags=["personal data"],
        summary="How far an export is",
        responses={200: ExportSerializer},
    )
    def get(self, request: Request, export_id: UUID) -> Response:
        export = queries.get_export(export_id=export_id, actor=actor_of(request))
        return Response(ExportSerializer(export).data)


class ExportContentView(ApiView):
    """The content of an export."""

    throttle_policy = "personal_data"

    @extend_schema(
        operation_id="get_export_content",
        tags=["personal data"],
        summary="Download an export",
        description="JSON with a section for each context, for seven days.",
        responses={
            (200, "application/json"): OpenApiResponse(
                {"type": "object", "additionalProperties": True}, description="The export."
            )
        },
    )
    def get(self, request: Request, export_id: UUID) -> HttpResponse:
        """Send it as a file."""
        content = queries.get_export_content(
            export_id=export_id, actor=actor_of(request), at=clock.now()
        )
        name = f"riz-export-{export_id}.json"
        return HttpResponse(
            content,
            content_type="application/json; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
