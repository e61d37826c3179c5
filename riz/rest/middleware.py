"""Refusals that come before any endpoint: addresses and headers that no honest client writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse

from riz.errors import RizError
from riz.rest import errors
from riz.rest.fallbacks import in_words
from riz.rest.headers import check_headers
from riz.rest.problems import problem_response
from riz.strict_json import NulCharacter

MAX_QUERY_BYTES = 8 * 1024
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class AddressMiddleware:
    """Refuses paths with control characters, queries that are too long or not percent-encoded UTF-8, and ambiguous headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or refuse its address or headers."""
        try:
            check_headers(request)
            check_address(request.path_info, request.META.get("QUERY_STRING", ""))
        except RizError as refusal:
            return problem_response(refusal, path=_CONTROL.sub("?", request.path))
        return in_words(request, self.get_response(request))


def check_address(path: str, query: str) -> None:
    """Refuse what would fail deeper down, where it is harder to say why.

    Raises:
        AddressTooLong: the query is longer than 8 kB.
        BadEncoding: it is not percent-encoded UTF-8.
        NulCharacter: the path or the query holds control characters.
    """
    if _CONTROL.search(path):
        raise NulCharacter("Addresses must not contain control characters.")
    if len(query) > MAX_QUERY_BYTES:
        raise errors.AddressTooLong(limit_bytes=MAX_QUERY_BYTES)
    if _BAD_ESCAPE.search(query):
        raise errors.BadEncoding
    decoded = unquote_to_bytes(query.encode("latin-1", "replace"))
    if b"\0" in decoded:
        raise NulCharacter
    try:
        decoded.decode("utf-8")
    except UnicodeDecodeError:
        raise errors.BadEncoding from None
