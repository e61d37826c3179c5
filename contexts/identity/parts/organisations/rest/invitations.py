"""Organisations over HTTP: whom they ask to join, and the answers."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.callers import actor_of
from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsAnyone
from riz.rest.reading import PAGE, page_of, read_body
from riz.rest.views import ApiView

from .. import queries
from ..use_cases.accept_invitation import accept_invitation
from ..use_cases.decline_invitation import decline_invitation
from ..use_cases.invite_member import invite_member
from ..use_cases.withdraw_invitation import withdraw_invitation
from .serializers import (
    AnswerInput,
    InvitationInput,
    InvitationSerializer,
    OrganisationSerializer,
)

TAG = "organisations"
INVITATION_PAGE = page_of(InvitationSerializer)


class InvitationsView(ApiView):
    """An organisation's invitations."""

    @extend_schema(
        operation_id="list_invitations",
        summary="List whom an organisation asked to join",
        description="For its owners and managers; the newest first, whatever came of them.",
        parameters=[*PAGE],
        responses={200: INVITATION_PAGE},
    )
    def get(self, request: Request, organisation_id: UUID) -> Response:
        found = queries.list_invitations(
            organisation_id=organisation_id,
            actor=actor_of(request),
            at=clock.now(),
            page=page_request(request),
        )
        return page_response(request, found, InvitationSerializer)

    @extend_schema(
        operation_id="create_invitation",
        summary="Ask somebody to join",
        description="Sends a mail with a link that is good once and for a week, whether or not the address has an account."
        " An earlier open invitation to the same address is withdrawn. 429 when too many went out lately from the account,"
        " or to the address.",
        request=InvitationInput,
        responses={201: InvitationSerializer},
    )
    def post(self, request: Request, organisation_id: UUID) -> Response:
        invitation = invite_member(
            organisation_id=organisation_id,
            **read_body(request, InvitationInput),
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(InvitationSerializer(invitation).data, 201)


class InvitationView(ApiView):
    """An invitation of an organisation."""

    @extend_schema(
        operation_id="withdraw_invitation",
        summary="Take an invitation back",
        responses={204: None},
    )
    def delete(self, request: Request, organisation_id: UUID, invitation_id: UUID) -> Response:
        withdraw_invitation(
            organisation_id=organisation_id,
            invitation_id=invitation_id,
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(status=204)


class OwnInvitationsView(ApiView):
    """Invitations to oneself."""

    @extend_schema(
        operation_id="list_own_invitations",
        tags=[TAG],
        summary="List the open invitations to one's verified address",
        parameters=[*PAGE],
        responses={200: INVITATION_PAGE},
    )
    def get(self, request: Request) -> Response:
        found = queries.list_own_invitations(
            actor=actor_of(request), at=clock.now(), page=page_request(request)
        )
        return page_response(request, found, InvitationSerializer)


class AcceptView(ApiView):
    """The acceptance of an invitation."""

    @extend_schema(
        operation_id="accept_invitation",
        tags=[TAG],
        summary="Accept an invitation",
        description="With the account of the address that was asked, once that address is verified. A token that is"
        " unknown, used or over has one answer. 409 `identity.invitation_lapsed`: whoever sent it might not send it any more, or none of its roles is left.",
        request=AnswerInput,
        responses={200: OrganisationSerializer},
    )
    def post(self, request: Request) -> Response:
        answer = read_body(request, AnswerInput)
        joined = accept_invitation(**answer, actor=actor_of(request), at=clock.now())
        return Response(OrganisationSerializer(joined).data)


class DeclineView(ApiView):
    """The refusal of an invitation."""

    permission_classes = (IsAnyone,)

    @extend_schema(
        operation_id="decline_invitation",
        tags=[TAG],
        summary="Decline an invitation",
        description="Whoever has the mail may, with an account or without one.",
        request=AnswerInput,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        answer = read_body(request, AnswerInput)
        decline_invitation(**answer, actor=actor_of(request), at=clock.now())
        return Response(status=204)
