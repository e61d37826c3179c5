"""Pages on the wire: `limit` and `cursor` in, `results`, `next` and `previous` out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from riz.errors import Invalid
from riz.pages import MAX_LIMIT, Page, PageRequest

DEFAULT_LIMIT = 20


def page_request(request: Request, *, default_limit: int = DEFAULT_LIMIT) -> PageRequest:
    """Read which page the caller wants.

    Raises:
        Invalid: `limit` is not a whole number from 1 to 100, or a parameter came twice.
    """
    limit = _single(request, "limit")
    return PageRequest(
        limit=default_limit if limit is None else _whole_number(limit),
        cursor=_single(request, "cursor") or None,
    )


def page_response(
    request: Request, page: Page[Any], serializer_class: type[serializers.BaseSerializer[Any]]
) -> Response:
    """Answer with one page and the addresses of its neighbours."""
    serializer = serializer_class(page.results, many=True, context={"request": request})
    return Response(
        {
            "results": serializer.data,
            "next": _address(request, page.next),
            "previous": _address(request, page.previous),
        }
    )


def whole_list(
    request: Request, found: Iterable[Any], serializer_class: type[serializers.BaseSerializer[Any]]
) -> Response:
    """Answer with a list that is never long, in the form of a page without neighbours."""
    page = Page(results=tuple(found), next=None, previous=None)
    return page_response(request, page, serializer_class)


def _single(request: Request, name: str) -> str | None:
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise Invalid(errors={name: ["Send this once."]})
    return values[0] if values else None


def _whole_number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_LIMIT)):
        number = int(text)
        if 1 <= number <= MAX_LIMIT:
            return number
    raise Invalid(errors={"limit": [f"Give a whole number from 1 to {MAX_LIMIT}."]})


def _address(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = request.query_params.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
