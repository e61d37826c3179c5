"""The request as endpoints see it: a body that was bounded while it was read."""

from __future__ import annotations

import io
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from rest_framework.request import Request

from riz.errors import Invalid, Malformed, RizError
from riz.rest import errors

MAX_BODY_BYTES = 256 * 1024
_UTF_8 = {"utf-8", "utf8"}


class Query(QueryDict):
    """A query that remembers which of its parameters somebody has read."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.read: set[str] = set()
        super().__init__(*arguments, **named)

    def __getitem__(self, key: str) -> Any:
        """Return a parameter's last value."""
        self.read.add(key)
        return super().__getitem__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        """Return all values of a parameter."""
        self.read.add(key)
        return super().getlist(key, default)


class ApiRequest(Request):
    """DRF's request, whose body comes from `read_body` and therefore never exceeds the limit."""

    _stream: Any

    @cached_property
    def query_params(self) -> Any:
        """Return the query, which remembers what is read of it."""
        return Query(self._request.META.get("QUERY_STRING", ""), encoding="utf-8")

    def _load_stream(self) -> None:
        body = read_body(self._request, limit=self.parser_context["view"].max_body_bytes)
        self._stream = io.BytesIO(body) if body else None

    def _authenticate(self) -> None:
        try:
            super()._authenticate()  # type: ignore[misc]
        except RizError:
            self._not_authenticated()  # type: ignore[attr-defined]  # so that whoever looks again sees nobody instead of asking again
            raise


def refuse_unread(request: Request, *known: str) -> None:
    """Refuse parameters of the query that nobody has read: a misspelt one must not be passed over.

    Raises:
        Invalid: there are some.
    """
    query: Any = request.query_params
    if unread := query.keys() - query.read - set(known):
        raise Invalid(errors={name: ["This parameter is not known here."] for name in unread})


def check_encoding(request: HttpRequest) -> None:
    """Refuse bodies that are compressed or not in UTF-8, before anything decodes them.

    Raises:
        UnsupportedMediaType: it is so.
    """
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise errors.UnsupportedMediaType
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.strip('"').lower() not in _UTF_8:
        raise errors.UnsupportedMediaType


def read_body(request: HttpRequest, *, limit: int) -> bytes:
    """Read the body, at most `limit` bytes of it, whether its length was announced or not.

    Raises:
        PayloadTooLarge: there is more.
        LengthRequired: it comes in chunks and this server can't tell where they end.
    """
    if hasattr(request, "_body"):
        return _within(request.body, limit)
    announced = _announced_length(request)
    if announced is not None and announced > limit:
        raise errors.PayloadTooLarge(limit_bytes=limit)
    body = _within(_source(request, announced).read(limit + 1), limit)
    request._body = body  # noqa: SLF001 - so that `request.body` answers instead of reading again
    return body


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise errors.PayloadTooLarge(limit_bytes=limit)
    return body


def _announced_length(request: HttpRequest) -> int | None:
    announced = request.META.get("CONTENT_LENGTH")
    if announced in {None, ""}:
        return None
    if not str(announced).isascii() or not str(announced).isdigit():
        raise Malformed("Content-Length is not a number.")
    return int(announced)


def _source(request: HttpRequest, announced: int | None) -> Any:
    """Return where the body is read from; Django itself sees no body that comes without a length."""
    if announced is not None or "HTTP_TRANSFER_ENCODING" not in request.META:
        return request
    environ = getattr(request, "environ", {})
    if environ.get("wsgi.input_terminated") or "asgi.scope" in environ:
        return environ["wsgi.input"]
    raise errors.LengthRequired
