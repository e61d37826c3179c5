"""What a reader asks for in the query of an address: filters, only some fields, related things beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request

from riz.errors import Invalid
from riz.rest.serializers import StrictSerializer

# Read elsewhere: by `page_request` and by `SparseSerializer`.
_COMMON = frozenset({"limit", "cursor", "fields", "format"})

FIELDS = OpenApiParameter(
    "fields",
    OpenApiTypes.STR,
    description="Only these fields, joined by commas; all of them by default.",
)
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


class FilterSerializer(StrictSerializer):
    """The query parameters of a list; unknown ones are refused, so that a misspelt filter never widens a list."""


def read_filters(request: Request, serializer_class: type[FilterSerializer]) -> dict[str, Any]:
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


def _plain(request: Request, serializer: FilterSerializer) -> dict[str, Any]:
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


class SparseSerializer(serializers.Serializer[Any]):
    """Output of which `?fields=id,name` takes a part; the request comes in the serializer's context."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Write the wanted fields."""
        wanted = wanted_fields(self.context.get("request"), known=self.fields)
        if wanted is not None:
            for name in set(self.fields) - wanted:
                self.fields.pop(name)
        return super().to_representation(instance)


def wanted_fields(request: Request | None, *, known: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the names in `fields`, or None where all are wanted.

    Raises:
        Invalid: a name is not known.
    """
    text = request.query_params.get("fields", "") if request is not None else ""
    if not text:
        return None
    wanted = frozenset(name.strip() for name in text.split(","))
    if unknown := sorted(wanted - set(known)):
        raise Invalid(errors={"fields": [f"There is no field {', '.join(unknown)}."]})
    return wanted
