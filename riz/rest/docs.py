"""The OpenAPI description and its pages."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from riz.rest.permissions import IsAnyone
from riz.rest.renderers import JSONRenderer, to_json
from riz.rest.views import ApiView

OPENAPI = "application/vnd.oai.openapi+json"


class OpenApiRenderer(JSONRenderer):
    """The description under its own media type."""

    media_type = OPENAPI
    format = "openapi"


class Description(ApiView):
    """The OpenAPI description of every endpoint."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)
    renderer_classes: tuple[type[BaseRenderer], ...] = (OpenApiRenderer, JSONRenderer)
    cache_control = "public, max-age=300"

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """Answer with the description, which stays the same while the process lives."""
        return HttpResponse(_description(), content_type=str(request.accepted_media_type))


class Pages(SpectacularSwaggerSplitView):
    """The description as pages that try endpoints out."""

    url_name = "api-schema"


@cache
def _description() -> bytes:
    generator: Any = SchemaGenerator()  # type: ignore[no-untyped-call]
    return to_json(generator.get_schema(request=None, public=True))
