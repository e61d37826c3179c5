"""Partners over HTTP, for the portal's staff and for the partners' own people."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.callers import actor_of
from riz.rest.paging import page_request, page_response
from riz.rest.preconditions import etag, expected_version
from riz.rest.reading import PAGE, page_of, read_body, read_query
from riz.rest.views import ApiView

from .. import contracts, queries
from ..use_cases.change_partner import change_partner
from ..use_cases.create_partner import create_partner
from ..use_cases.issue_credential import issue_credential
from ..use_cases.revoke_credential import revoke_credential
from ..use_cases.rotate_credential import rotate_credential
from ..use_cases.set_partner_suspended import set_partner_suspended
from .serializers import (
    AccessQuery,
    AccessSerializer,
    CredentialInput,
    CredentialSerializer,
    IssuedCredentialSerializer,
    PartnerChangeInput,
    PartnerInput,
    PartnerSerializer,
    ReasonInput,
    RotationInput,
)


class PartnersView(ApiView):
    """Partners."""

    @extend_schema(
        operation_id="list_partners",
        summary="List partners",
        description="Those whose people the caller is one of, and all of them for the portal; the newest first.",
        parameters=[*PAGE],
        responses={200: page_of(PartnerSerializer)},
    )
    def get(self, request: Request) -> Response:
        found = queries.list_partners(actor=actor_of(request), page=page_request(request))
        return page_response(request, found, PartnerSerializer)

    @extend_schema(
        operation_id="create_partner",
        summary="Make an organisation an API partner",
        description="For the portal. The organisation is of kind PARTNER; its administrators then issue credentials.",
        request=PartnerInput,
        responses={201: PartnerSerializer},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, PartnerInput)
        made = create_partner(**body, actor=actor_of(request), at=clock.now())
        return _answer(made, 201)


class PartnerView(ApiView):
    """A partner."""

    @extend_schema(
        operation_id="get_partner",
        summary="Read a partner",
        description="The ETag is what a change has to name in If-Match.",
        responses={200: PartnerSerializer},
    )
    def get(self, request: Request, partner_id: UUID) -> Response:
        return _answer(queries.get_partner(partner_id=partner_id, actor=actor_of(request)))

    @extend_schema(
        operation_id="update_partner",
        summary="Change a partner",
        description="Its own administrators change the contact; the portal changes everything. New limits and scopes"
        " count from the next request of its programs on.",
        request=PartnerChangeInput,
        responses={200: PartnerSerializer},
    )
    def patch(self, request: Request, partner_id: UUID) -> Response:
        body = read_body(request, PartnerChangeInput)
        changed = change_partner(
            partner_id=partner_id,
            changes=body,
            expected_version=expected_version(request),
            actor=actor_of(request),
            at=clock.now(),
        )
        return _answer(changed)


class SuspendView(ApiView):
    """Suspension."""

    @extend_schema(
        operation_id="suspend_partner",
        summary="Suspend a partner",
        description="For the portal. Its programs are refused at once, those included that are about to commit a booking.",
        request=ReasonInput,
        responses={200: PartnerSerializer},
    )
    def post(self, request: Request, partner_id: UUID) -> Response:
        """Suspend a partner."""
        body = read_body(request, ReasonInput)
        suspended = set_partner_suspended(
            partner_id=partner_id,
            is_suspended=True,
            **body,
            actor=actor_of(request),
            at=clock.now(),
        )
        return _answer(suspended)


class ResumeView(ApiView):
    """The end of a suspension."""

    @extend_schema(
        operation_id="resume_partner",
        summary="Resume a partner",
        description="For the portal. Its programs are let in again.",
        request=ReasonInput,
        responses={200: PartnerSerializer},
    )
    def post(self, request: Request, partner_id: UUID) -> Response:
        """Let a partner in again."""
        body = read_body(request, ReasonInput)
        resumed = set_partner_suspended(
            partner_id=partner_id,
            is_suspended=False,
            **body,
            actor=actor_of(request),
            at=clock.now(),
        )
        return _answer(resumed)


class CredentialsView(ApiView):
    """A partner's credentials."""

    @extend_schema(
        operation_id="list_credentials",
        summary="List a partner's credentials",
        description="Dead ones too; the newest first. Secrets are never shown again.",
        parameters=[*PAGE],
        responses={200: page_of(CredentialSerializer)},
    )
    def get(self, request: Request, partner_id: UUID) -> Response:
        found = queries.list_credentials(
            partner_id=partner_id,
            actor=actor_of(request),
            page=page_request(request),
            at=clock.now(),
        )
        return page_response(request, found, CredentialSerializer)

    @extend_schema(
        operation_id="create_credential",
        summary="Issue a credential",
        description="The secret is in this answer and nowhere else. At most two are alive at once. Asks for a sign-in of"
        " the last ten minutes.",
        request=CredentialInput,
        responses={201: IssuedCredentialSerializer},
    )
    def post(self, request: Request, partner_id: UUID) -> Response:
        body = read_body(request, CredentialInput)
        issued = issue_credential(
            partner_id=partner_id,
            **body,
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(IssuedCredentialSerializer(issued).data, 201)


class CredentialView(ApiView):
    """A credential."""

    @extend_schema(
        operation_id="revoke_credential",
        summary="Revoke a credential",
        description="It lets nobody in from now on. Twice is as once.",
        request=None,
        responses={200: CredentialSerializer},
    )
    def delete(self, request: Request, partner_id: UUID, credential_id: UUID) -> Response:
        revoked = revoke_credential(
            partner_id=partner_id,
            credential_id=credential_id,
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(CredentialSerializer(revoked).data)


class RotationView(ApiView):
    """The change from one credential to the next."""

    @extend_schema(
        operation_id="rotate_credential",
        summary="Rotate a credential",
        description="Issues another one on the same terms, whose secret is in this answer and nowhere else; the old one"
        " goes on for the overlap, a day by default. Asks for a sign-in of the last ten minutes.",
        request=RotationInput,
        responses={201: IssuedCredentialSerializer},
    )
    def post(self, request: Request, partner_id: UUID, credential_id: UUID) -> Response:
        form = RotationInput(data=request.data or {})
        form.is_valid(raise_exception=True)
        issued = rotate_credential(
            partner_id=partner_id,
            credential_id=credential_id,
            overlap=form.to_overlap(),
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(IssuedCredentialSerializer(issued).data, 201)


class AccessLogView(ApiView):
    """The calls of a partner's programs."""

    @extend_schema(
        operation_id="list_partner_accesses",
        summary="Read a partner's access log",
        description="The latest first. A request is in it about a quarter of a second after its answer. `from` counts, `to`"
        " does not.",
        parameters=[AccessQuery, *PAGE],
        responses={200: page_of(AccessSerializer)},
    )
    def get(self, request: Request, partner_id: UUID) -> Response:
        """Answer with a page of it."""
        found = queries.list_accesses(
            partner_id=partner_id,
            actor=actor_of(request),
            wanted=contracts.AccessFilter(**read_query(request, AccessQuery)),
            page=page_request(request, default_limit=50),
        )
        return page_response(request, found, AccessSerializer)


def _answer(partner: contracts.Partner, status: int = 200) -> Response:
    headers = {"ETag": etag(partner.version)}
    return Response(PartnerSerializer(partner).data, status, headers=headers)
