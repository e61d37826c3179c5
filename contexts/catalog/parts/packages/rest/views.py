"""Packages over HTTP: public reads."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from riz.rest.paging import page_request, page_response
from riz.rest.permissions import IsAnyone
from riz.rest.reading import PAGE, page_of, read_query
from riz.rest.views import ApiView

from .. import queries
from ..contracts import PackageFilter
from .serializers import PackageQuery, PackageSerializer, PackageSummarySerializer


class PackageListView(ApiView):
    """All packages."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="list_packages",
        summary="List packages",
        tags=["catalog"],
        auth=[],
        parameters=[PackageQuery, *PAGE],
        responses={200: page_of(PackageSummarySerializer)},
    )
    def get(self, request: Request) -> Response:
        """Answer with packages by name."""
        wanted = PackageFilter(**read_query(request, PackageQuery))
        page = queries.list_packages(wanted=wanted, page=page_request(request))
        return page_response(request, page, PackageSummarySerializer)


class PackageView(ApiView):
    """A package."""

    permission_classes = (IsAnyone,)
    cache_control = "public, max-age=60"

    @extend_schema(
        operation_id="get_package",
        summary="Read a package by its slug or id",
        tags=["catalog"],
        auth=[],
        responses={200: PackageSerializer},
    )
    def get(self, request: Request, key: str) -> Response:
        del request
        found = queries.get_package(key=key)
        return Response(PackageSerializer(found).data)
