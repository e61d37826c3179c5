"""Roles and permissions over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.callers import actor_of
from riz.rest.reading import read_body, read_query
from riz.rest.views import ApiView

from .. import queries
from ..use_cases.change_role import change_role
from ..use_cases.create_role import create_role
from ..use_cases.delete_role import delete_role
from . import serializers


class OwnPermissionsView(ApiView):
    """The caller's own permissions."""

    reading_scope = "profile:read"

    @extend_schema(
        operation_id="get_own_permissions",
        tags=["roles"],
        summary="What one may do",
        description="The roles and permissions that one holds at this moment, where each of them reaches, and the"
        " actions that they open. For screens to show what will be allowed; every act asks again.",
        responses={200: serializers.OwnPermissionsSerializer},
    )
    def get(self, request: Request) -> Response:
        found = queries.show_own_permissions(actor=actor_of(request))
        return Response(serializers.OwnPermissionsSerializer(found).data)


class RolesView(ApiView):
    """All roles and permissions that can be handed out."""

    @extend_schema(
        operation_id="get_role_catalogue",
        summary="Roles and permissions to hand out",
        description="For whoever hands out roles. Roles of people's own making are those for everywhere and, where an"
        " organisation is named, its own.",
        parameters=[serializers.CatalogueQuery],
        responses={200: serializers.CatalogueSerializer},
    )
    def get(self, request: Request) -> Response:
        wanted = read_query(request, serializers.CatalogueQuery)
        found = queries.show_catalogue(actor=actor_of(request), **wanted)
        return Response(serializers.CatalogueSerializer(found).data)

    @extend_schema(
        operation_id="create_role",
        summary="Make a role",
        description="Of an organisation, or for everywhere. It carries nothing that one does not hold there oneself.",
        request=serializers.RoleCreationInput,
        responses={201: serializers.CustomRoleSerializer},
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, serializers.RoleCreationInput)
        role = create_role(**body, actor=actor_of(request), at=clock.now())
        return Response(serializers.CustomRoleSerializer(role).data, status=201)


class RoleView(ApiView):
    """A role of people's own making."""

    queries_of_writes = ("with_grants",)

    @extend_schema(
        operation_id="update_role",
        summary="State a role anew",
        description="Whoever holds it can do more or less within two seconds.",
        request=serializers.RoleChangeInput,
        responses={200: serializers.CustomRoleSerializer},
    )
    def put(self, request: Request, code: str) -> Response:
        body = read_body(request, serializers.RoleChangeInput)
        role = change_role(code=code, **body, actor=actor_of(request), at=clock.now())
        return Response(serializers.CustomRoleSerializer(role).data)

    @extend_schema(
        operation_id="delete_role",
        summary="Delete a role",
        description="One that somebody holds is deleted only together with its grants.",
        parameters=[serializers.DeletionQuery],
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, code: str) -> Response:
        wanted = read_query(request, serializers.DeletionQuery)
        delete_role(code=code, **wanted, actor=actor_of(request), at=clock.now())
        return Response(status=204)
