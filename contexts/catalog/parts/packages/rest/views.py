"""Packages over HTTP: public reads."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsAnyone
from riz.rest.reading import PAGE, page_of, read_filters
from riz.rest.views import ApiView

from .. import queries
from .serializers import (
    PackageFilterSerializer,
    PackageSerializer,
    PackageSummarySerializer,
    to_filter,
)

SUMMARY_EXAMPLE = {
    "id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d15",
    "slug": "agartala-weekend",
    "name": "Agartala weekend",
    "kind": "FAMILY",
    "seller_id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d01",
    "time_zone": "Asia/Kolkata",
    "description": "Two easy days in the capital.",
    "duration_days": 2,
    "departure_capacity": 20,
    "departure_weekdays": [5, 6],
    "amenities": ["breakfast", "private-car"],
    "prices": [
        {
            "traveller_kind": "ADULT",
            "price": {"amount_minor": 650000, "currency": "INR"},
            "min_party": 1,
            "max_party": 20,
            "valid_from": None,
            "valid_to": None,
        }
    ],
}
EXAMPLE = {
    **SUMMARY_EXAMPLE,
    "inclusions": ["One night in a double room"],
    "exclusions": ["Fares to and from Tripura"],
    "days": [
        {
            "day": 1,
            "title": "Palace and old town",
            "text": "Arrive by noon and visit the palace museum.",
            "destinations": [
                {
                    "id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d16",
                    "slug": "ujjayanta-palace",
                    "name": "Ujjayanta Palace",
                }
            ],
            "experiences": [],
        }
    ],
}


class PackageListView(ApiView):
    """All packages."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="list_packages",
        summary="List packages",
        tags=["catalog"],
        auth=[],
        parameters=[PackageFilterSerializer, *PAGE],
        responses={200: page_of(PackageSummarySerializer)},
        examples=[
            OpenApiExample(
                "A page",
                value={"results": [SUMMARY_EXAMPLE], "next": None, "previous": None},
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """Answer with packages by name."""
        wanted = to_filter(read_filters(request, PackageFilterSerializer))
        page = queries.list_packages(wanted=wanted, page=page_request(request))
        return page_response(request, page, PackageSummarySerializer)


class PackageView(ApiView):
    """One package."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="get_package",
        summary="Read a package by its slug or id",
        tags=["catalog"],
        auth=[],
        responses={200: PackageSerializer},
        examples=[
            OpenApiExample("A package", value=EXAMPLE, response_only=True, status_codes=["200"])
        ],
    )
    def get(self, request: Request, key: str) -> Response:
        """Answer with the package."""
        del request
        found = queries.get_package(key=key)
        return Response(PackageSerializer(found).data)
