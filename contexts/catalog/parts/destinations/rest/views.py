"""Destinations over HTTP: public reads."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsAnyone
from riz.rest.preconditions import etag
from riz.rest.reading import PAGE, page_of, read_query
from riz.rest.views import ApiView

from .. import queries
from ..contracts import DestinationFilter
from .serializers import DestinationQuery, DestinationSerializer


class DestinationListView(ApiView):
    """All destinations."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="list_destinations",
        summary="List destinations",
        tags=["catalog"],
        auth=[],
        parameters=[DestinationQuery, *PAGE],
        responses={200: page_of(DestinationSerializer)},
    )
    def get(self, request: Request) -> Response:
        """Answer with destinations by name, or the nearest first around a point."""
        wanted = DestinationFilter(**read_query(request, DestinationQuery))
        page = queries.list_destinations(wanted=wanted, page=page_request(request))
        return page_response(request, page, DestinationSerializer)


class DestinationView(ApiView):
    """A destination."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="get_destination",
        summary="Read a destination by its slug or id",
        tags=["catalog"],
        auth=[],
        responses={200: DestinationSerializer},
    )
    def get(self, request: Request, key: str) -> Response:
        del request
        found = queries.get_destination(key=key)
        return Response(DestinationSerializer(found).data, headers={"ETag": etag(found.version)})
