"""Places over HTTP: anybody reads them, and who manages the whole catalog writes."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz import clock
from riz.rest.callers import actor_of
from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsSignedInOrReadOnly
from riz.rest.preconditions import etag, expected_version
from riz.rest.reading import PAGE, page_of, read_body, read_query
from riz.rest.views import ApiView

from .. import contracts, queries
from ..use_cases.register_place import register_place
from ..use_cases.revise_place import revise_place
from ..use_cases.set_place_active import set_place_active
from .serializers import PlaceInput, PlaceQuery, PlaceSerializer


class PlacesView(ApiView):
    """All places."""

    permission_classes = (IsSignedInOrReadOnly,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="list_places",
        summary="List places",
        tags=["catalog"],
        parameters=[PlaceQuery, *PAGE],
        responses={200: page_of(PlaceSerializer)},
    )
    def get(self, request: Request) -> Response:
        """Answer with places by name, or the nearest first around a point."""
        wanted = contracts.PlaceFilter(**read_query(request, PlaceQuery))
        page = queries.list_places(wanted=wanted, page=page_request(request))
        return page_response(request, page, PlaceSerializer)

    @extend_schema(
        operation_id="create_place",
        summary="Register a place",
        tags=["catalog"],
        request=PlaceInput,
        responses={201: PlaceSerializer},
    )
    def post(self, request: Request) -> Response:
        """Register a place."""
        facts = contracts.PlaceFacts(**read_body(request, PlaceInput))
        return _answer(register_place(facts=facts, actor=actor_of(request), at=clock.now()), 201)


class PlaceView(ApiView):
    """A place."""

    permission_classes = (IsSignedInOrReadOnly,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="get_place",
        summary="Read a place",
        tags=["catalog"],
        responses={200: PlaceSerializer},
    )
    def get(self, request: Request, place_id: UUID) -> Response:
        """Answer with the place."""
        del request
        return _answer(queries.get_place(place_id=place_id))

    @extend_schema(
        operation_id="update_place",
        summary="State the facts of a place anew",
        tags=["catalog"],
        request=PlaceInput,
        responses={200: PlaceSerializer},
    )
    def put(self, request: Request, place_id: UUID) -> Response:
        """Change a place."""
        changed = revise_place(
            place_id=place_id,
            facts=contracts.PlaceFacts(**read_body(request, PlaceInput)),
            expected_version=expected_version(request),
            actor=actor_of(request),
            at=clock.now(),
        )
        return _answer(changed)

    @extend_schema(
        operation_id="withdraw_place",
        summary="Take a place off show",
        description="Nothing is lost: staff can show it again.",
        tags=["catalog"],
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, place_id: UUID) -> Response:
        """Withdraw a place."""
        set_place_active(
            place_id=place_id,
            is_active=False,
            expected_version=expected_version(request),
            actor=actor_of(request),
            at=clock.now(),
        )
        return Response(status=204)


def _answer(place: contracts.Place, status: int = 200) -> Response:
    headers = {"ETag": etag(place.version)}
    return Response(PlaceSerializer(place).data, status, headers=headers)
