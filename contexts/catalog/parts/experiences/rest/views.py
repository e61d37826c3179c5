"""Experiences over HTTP: public reads."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsAnyone
from riz.rest.reading import PAGE, page_of, read_filters
from riz.rest.views import ApiView

from .. import queries
from .serializers import ExperienceFilterSerializer, ExperienceSerializer, to_filter

EXAMPLE = {
    "id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d13",
    "slug": "kamalasagar-evening-aarti",
    "title": "Evening lamps at Kamalasagar",
    "kind": "SPIRITUAL",
    "difficulty": "EASY",
    "seller_id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d01",
    "time_zone": "Asia/Kolkata",
    "description": "Lamps are lit above the lake when the sun goes down.",
    "duration_seconds": 5400,
    "adult_price": {"amount_minor": 40000, "currency": "INR"},
    "child_price": {"amount_minor": 20000, "currency": "INR"},
    "daily_capacity": 24,
    "min_age": 0,
    "destinations": [
        {
            "id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d14",
            "slug": "kamalasagar-kali-temple",
            "name": "Kamalasagar Kali temple",
        }
    ],
    "opening_hours": [{"weekday": 6, "opens_at": "16:30:00", "closes_at": "19:00:00"}],
    "open_weekdays": [6],
}


class ExperienceListView(ApiView):
    """All experiences."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="list_experiences",
        summary="List experiences",
        tags=["catalog"],
        auth=[],
        parameters=[ExperienceFilterSerializer, *PAGE],
        responses={200: page_of(ExperienceSerializer)},
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
        """Answer with experiences by title."""
        wanted = to_filter(read_filters(request, ExperienceFilterSerializer))
        page = queries.list_experiences(wanted=wanted, page=page_request(request))
        return page_response(request, page, ExperienceSerializer)


class ExperienceView(ApiView):
    """One experience."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="get_experience",
        summary="Read an experience by its slug or id",
        tags=["catalog"],
        auth=[],
        responses={200: ExperienceSerializer},
        examples=[
            OpenApiExample("An experience", value=EXAMPLE, response_only=True, status_codes=["200"])
        ],
    )
    def get(self, request: Request, key: str) -> Response:
        """Answer with the experience."""
        del request
        found = queries.get_experience(key=key)
        return Response(ExperienceSerializer(found).data)
