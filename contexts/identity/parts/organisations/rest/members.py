"""Organisations over HTTP: who belongs to them, and what is in whose care."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.callers import actor_of
from riz.rest.paging import page_request, page_response
from riz.rest.reading import PAGE, page_of, read_body, read_query
from riz.rest.views import ApiView

from .. import queries
from ..use_cases.assign_asset import assign_asset
from ..use_cases.remove_member import remove_member
from ..use_cases.set_member_roles import set_member_roles
from ..use_cases.withdraw_assignment import withdraw_assignment
from .serializers import (
    AssignmentInput,
    AssignmentQuery,
    AssignmentSerializer,
    MemberRolesInput,
    MemberSerializer,
)


class MembersView(ApiView):
    """Members."""

    @extend_schema(
        operation_id="list_members",
        summary="List an organisation's members",
        description="For its members; e-mail addresses are for its owners and managers.",
        parameters=[*PAGE],
        responses={200: page_of(MemberSerializer)},
    )
    def get(self, request: Request, organisation_id: UUID) -> Response:
        found = queries.list_members(
            organisation_id=organisation_id, actor=actor_of(request), page=page_request(request)
        )
        return page_response(request, found, MemberSerializer)


class MemberView(ApiView):
    """A member."""

    @extend_schema(
        operation_id="update_member",
        summary="Say which roles a member holds",
        description="Replaces all of them. Nobody gives or takes what they do not hold themselves; making and unmaking"
        " owners takes an owner who has shown in the last ten minutes who they are.",
        request=MemberRolesInput,
        responses={200: MemberSerializer},
    )
    def put(self, request: Request, organisation_id: UUID, user_id: UUID) -> Response:
        member = set_member_roles(
            organisation_id=organisation_id,
            user_id=user_id,
            **read_body(request, MemberRolesInput),
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(MemberSerializer(member).data)

    @extend_schema(
        operation_id="remove_member",
        summary="Remove a member, or leave",
        description="Roles and everything in the person's care go with it, at once. The last owner stays.",
        responses={204: None},
    )
    def delete(self, request: Request, organisation_id: UUID, user_id: UUID) -> Response:
        remove_member(
            organisation_id=organisation_id,
            user_id=user_id,
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(status=204)


class AssignmentsView(ApiView):
    """The assignments of an organisation."""

    @extend_schema(
        operation_id="list_assignments",
        summary="List which things are in whose care",
        description="All for owners and managers, their own for other members.",
        parameters=[AssignmentQuery, *PAGE],
        responses={200: page_of(AssignmentSerializer)},
    )
    def get(self, request: Request, organisation_id: UUID) -> Response:
        wanted = read_query(request, AssignmentQuery)
        found = queries.list_assignments(
            organisation_id=organisation_id,
            user_id=wanted.get("user_id"),
            actor=actor_of(request),
            page=page_request(request),
        )
        return page_response(request, found, AssignmentSerializer)

    @extend_schema(
        operation_id="create_assignment",
        summary="Put a thing into a member's care",
        description="An asset manager manages what is assigned, as far as it is the organisation's own.",
        request=AssignmentInput,
        responses={201: AssignmentSerializer},
    )
    def post(self, request: Request, organisation_id: UUID) -> Response:
        wanted = read_body(request, AssignmentInput)
        assignment = assign_asset(
            organisation_id=organisation_id,
            **wanted,
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(AssignmentSerializer(assignment).data, 201)


class AssignmentView(ApiView):
    """An assignment."""

    @extend_schema(
        operation_id="delete_assignment",
        summary="Take a thing out of somebody's care",
        responses={204: None},
    )
    def delete(self, request: Request, organisation_id: UUID, assignment_id: UUID) -> Response:
        withdraw_assignment(
            organisation_id=organisation_id,
            assignment_id=assignment_id,
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(status=204)
