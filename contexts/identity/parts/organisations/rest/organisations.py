"""Organisations over HTTP: themselves."""

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

from .. import queries
from ..contracts import (
    OrganisationFacts,
    OrganisationRecord,
)
from ..use_cases.change_organisation import change_organisation
from ..use_cases.make_organisation import make_organisation
from ..use_cases.transfer_ownership import transfer_ownership
from .serializers import (
    OrganisationFactsInput,
    OrganisationInput,
    OrganisationQuery,
    OrganisationSerializer,
    OwnershipInput,
)


class OrganisationsView(ApiView):
    """Organisations."""

    @extend_schema(
        operation_id="list_organisations",
        summary="List one's organisations",
        description="Those that one belongs to; for the portal's support and administrators, all.",
        parameters=[OrganisationQuery, *PAGE],
        responses={200: page_of(OrganisationSerializer)},
    )
    def get(self, request: Request) -> Response:
        wanted = read_query(request, OrganisationQuery)
        found = queries.list_visible_organisations(
            actor=actor_of(request),
            wanted=queries.OrganisationFilter(
                kind=wanted.get("kind"),
                status=wanted.get("status"),
                q=wanted.get("q"),
            ),
            page=page_request(request),
        )
        return page_response(request, found, OrganisationSerializer)

    @extend_schema(
        operation_id="create_organisation",
        summary="Make an organisation",
        description="Operators and partners are made by whoever owns them, with a verified address; sellers by"
        " the portal, which then invites their owner.",
        request=OrganisationInput,
        responses={201: OrganisationSerializer},
    )
    def post(self, request: Request) -> Response:
        stated = read_body(request, OrganisationInput)
        made = make_organisation(
            kind=stated.pop("kind"),
            facts=OrganisationFacts(**stated),
            actor=actor_of(request),
            at=clock.now(),
        )
        return _answer(made, 201)


class OrganisationView(ApiView):
    """An organisation."""

    @extend_schema(
        operation_id="get_organisation",
        summary="Read an organisation",
        description="The ETag is what a change has to name in If-Match.",
        responses={200: OrganisationSerializer},
    )
    def get(self, request: Request, organisation_id: UUID) -> Response:
        return _answer(
            queries.get_visible_organisation(
                organisation_id=organisation_id, actor=actor_of(request)
            )
        )

    @extend_schema(
        operation_id="update_organisation",
        summary="Change what an organisation says of itself",
        description="For its owners and managers. Kind and slug stay.",
        request=OrganisationFactsInput,
        responses={200: OrganisationSerializer},
    )
    def patch(self, request: Request, organisation_id: UUID) -> Response:
        changed = change_organisation(
            organisation_id=organisation_id,
            changes=read_body(request, OrganisationFactsInput),
            actor=actor_of(request),
            expected_version=expected_version(request),
            at=clock.now(),
        )
        return _answer(changed)


class OwnershipView(ApiView):
    """The transfer of ownership."""

    @extend_schema(
        operation_id="transfer_ownership",
        summary="Hand an organisation over to another member",
        description="For its owner, who has shown in the last ten minutes who they are and stays as a manager.",
        request=OwnershipInput,
        responses={204: None},
    )
    def post(self, request: Request, organisation_id: UUID) -> Response:
        transfer_ownership(
            organisation_id=organisation_id,
            **read_body(request, OwnershipInput),
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(status=204)


def _answer(record: OrganisationRecord, status: int = 200) -> Response:
    return Response(
        OrganisationSerializer(record).data,
        status=status,
        headers={"ETag": etag(record.version)},
    )
