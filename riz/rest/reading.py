"""Parameters that a reader puts into the query of an address: filters, only some fields, related things beside them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request

from riz.errors import Invalid
from riz.geography import ANTIMERIDIAN, POLE, Circle
from riz.rest.serializers import StrictSerializer

FARTHEST_M = 1_000_000
# Read elsewhere: by `page_request` and by `sparse`.
_COMMON = frozenset({"limit", "cursor", "fields", "format"})

PAGE = (
    OpenApiParameter("limit", OpenApiTypes.INT, description="At most so many, from 1 to 100."),
    OpenApiParameter("cursor", OpenApiTypes.STR, description="From `next` or `previous`."),
)


def page_of(serializer_class: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """Describe what `page_response` answers, for the responses of `@extend_schema`."""
    name = serializer_class.__name__.removesuffix("Serializer")
    return inline_serializer(
        name=f"{name}Page",
        fields={
            "results": serializer_class(many=True),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
        },
    )


class QuerySerializer(StrictSerializer):
    """The query parameters of a list; unknown ones are refused, so that a misspelt filter never widens a list."""


class CircleQuery(QuerySerializer):
    """The query of a list that may be narrowed to a circle; `lat`, `lon` and `radius_m` come together, as `within`."""

    lat = serializers.FloatField(required=False, min_value=-POLE, max_value=POLE)
    lon = serializers.FloatField(required=False, min_value=-ANTIMERIDIAN, max_value=ANTIMERIDIAN)
    radius_m = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=FARTHEST_M,
        help_text="Metres around the point; the answer comes nearest first.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read a circle, of which all or nothing is expected."""
        circle = ("lat", "lon", "radius_m")
        missing = [name for name in circle if name not in attrs]
        if 0 < len(missing) < len(circle):
            raise serializers.ValidationError(
                dict.fromkeys(missing, "lat, lon and radius_m come together.")
            )
        if not missing:
            attrs["within"] = Circle(**{name: attrs.pop(name) for name in circle})
        return attrs


def read_query(request: Request, serializer_class: type[QuerySerializer]) -> dict[str, Any]:
    """Read the query by a serializer, whose list fields may come more than once.

    Raises:
        ValidationError: a parameter is unknown or has an unacceptable value.
        Invalid: a parameter that holds one value came twice.
    """
    serializer = serializer_class(data=_plain(request, serializer_class()))
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def read_body(
    request: Request, serializer_class: type[serializers.Serializer[Any]]
) -> dict[str, Any]:
    """Read the body by a serializer.

    Raises:
        ValidationError: it is not what the serializer takes.
    """
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def _plain(request: Request, serializer: QuerySerializer) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name in request.query_params.keys() - _COMMON:
        values = request.query_params.getlist(name)
        if isinstance(serializer.fields.get(name), serializers.ListField):
            plain[name] = values
        elif len(values) > 1:
            raise Invalid(errors={name: ["Send this once."]})
        else:
            plain[name] = values[0]
    return plain
