"""Accommodations over HTTP: public reads."""

from __future__ import annotations

from dataclasses import replace

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsAnyone
from riz.rest.reading import PAGE, page_of, read_filters
from riz.rest.views import ApiView

from .. import queries
from .serializers import (
    AccommodationExpandSerializer,
    AccommodationFilterSerializer,
    AccommodationSerializer,
    to_filter,
)

EXAMPLE = {
    "id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d12",
    "slug": "neermahal-lakeside-room",
    "name": "Lakeside double room",
    "kind": "ROOM",
    "seller_id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d01",
    "destination_id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11",
    "time_zone": "Asia/Kolkata",
    "description": "A quiet room that looks over the lake.",
    "base_price": {"amount_minor": 180000, "currency": "INR"},
    "base_occupancy": 2,
    "extra_guest_price": {"amount_minor": 50000, "currency": "INR"},
    "max_occupancy": 3,
    "units": 8,
    "amenities": ["breakfast", "hot-water"],
    "check_in_time": "13:00:00",
    "check_out_time": "11:00:00",
}


class AccommodationListView(ApiView):
    """All accommodations."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="list_accommodations",
        summary="List accommodations",
        tags=["catalog"],
        auth=[],
        parameters=[AccommodationFilterSerializer, *PAGE],
        responses={200: page_of(AccommodationSerializer)},
        examples=[
            OpenApiExample(
                "A page",
                value={"results": [EXAMPLE], "next": None, "previous": None},
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """Answer with accommodations by name."""
        filters = read_filters(request, AccommodationFilterSerializer)
        page = queries.list_accommodations(wanted=to_filter(filters), page=page_request(request))
        if "expand" in filters:
            page = replace(page, results=queries.with_destinations(page.results))
        return page_response(request, page, AccommodationSerializer)


class AccommodationView(ApiView):
    """One accommodation."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="get_accommodation",
        summary="Read an accommodation by its slug or id",
        tags=["catalog"],
        auth=[],
        parameters=[AccommodationExpandSerializer],
        responses={200: AccommodationSerializer},
        examples=[
            OpenApiExample(
                "An accommodation", value=EXAMPLE, response_only=True, status_codes=["200"]
            )
        ],
    )
    def get(self, request: Request, key: str) -> Response:
        """Answer with the accommodation."""
        filters = read_filters(request, AccommodationExpandSerializer)
        found = queries.get_accommodation(key=key)
        if "expand" in filters:
            (found,) = queries.with_destinations((found,))
        return Response(AccommodationSerializer(found).data)
