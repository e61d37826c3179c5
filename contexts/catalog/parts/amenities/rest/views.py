"""Amenities over HTTP: public reads."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsAnyone
from riz.rest.reading import PAGE, page_of, read_query
from riz.rest.views import ApiView

from .. import queries
from .serializers import AmenityQuery, AmenitySerializer


class AmenityListView(ApiView):
    """All amenities."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="list_amenities",
        summary="List amenities",
        tags=["catalog"],
        auth=[],
        parameters=[AmenityQuery, *PAGE],
        responses={200: page_of(AmenitySerializer)},
    )
    def get(self, request: Request) -> Response:
        """Answer with amenities by name."""
        wanted = read_query(request, AmenityQuery)
        page = queries.list_amenities(category=wanted.get("category"), page=page_request(request))
        return page_response(request, page, AmenitySerializer)
