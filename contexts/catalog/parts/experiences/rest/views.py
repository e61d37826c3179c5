"""Experiences over HTTP: public reads."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsAnyone
from riz.rest.reading import PAGE, page_of, read_query
from riz.rest.views import ApiView

from .. import queries
from ..contracts import ExperienceFilter
from .serializers import ExperienceQuery, ExperienceSerializer


class ExperienceListView(ApiView):
    """All experiences."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="list_experiences",
        summary="List experiences",
        tags=["catalog"],
        auth=[],
        parameters=[ExperienceQuery, *PAGE],
        responses={200: page_of(ExperienceSerializer)},
    )
    def get(self, request: Request) -> Response:
        """Answer with experiences by title."""
        wanted = ExperienceFilter(**read_query(request, ExperienceQuery))
        page = queries.list_experiences(wanted=wanted, page=page_request(request))
        return page_response(request, page, ExperienceSerializer)


class ExperienceView(ApiView):
    """An experience."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="get_experience",
        summary="Read an experience by its slug or id",
        tags=["catalog"],
        auth=[],
        responses={200: ExperienceSerializer},
    )
    def get(self, request: Request, key: str) -> Response:
        del request
        found = queries.get_experience(key=key)
        return Response(ExperienceSerializer(found).data)
