"""Accommodations over HTTP: public reads."""

from __future__ import annotations

from dataclasses import replace

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsAnyone
from riz.rest.reading import PAGE, page_of, read_query
from riz.rest.views import ApiView

from .. import queries
from ..contracts import AccommodationFilter
from .serializers import AccommodationExpandQuery, AccommodationQuery, AccommodationSerializer


class AccommodationListView(ApiView):
    """All accommodations."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="list_accommodations",
        summary="List accommodations",
        tags=["catalog"],
        auth=[],
        parameters=[AccommodationQuery, *PAGE],
        responses={200: page_of(AccommodationSerializer)},
    )
    def get(self, request: Request) -> Response:
        """Answer with accommodations by name."""
        filters = read_query(request, AccommodationQuery)
        expand = filters.pop("expand", None)
        wanted = AccommodationFilter(**filters)
        page = queries.list_accommodations(wanted=wanted, page=page_request(request))
        if expand:
            page = replace(page, results=queries.with_destinations(page.results))
        return page_response(request, page, AccommodationSerializer)


class AccommodationView(ApiView):
    """An accommodation."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="get_accommodation",
        summary="Read an accommodation by its slug or id",
        tags=["catalog"],
        auth=[],
        parameters=[AccommodationExpandQuery],
        responses={200: AccommodationSerializer},
    )
    def get(self, request: Request, key: str) -> Response:
        filters = read_query(request, AccommodationExpandQuery)
        found = queries.get_accommodation(key=key)
        if "expand" in filters:
            (found,) = queries.with_destinations((found,))
        return Response(AccommodationSerializer(found).data)
