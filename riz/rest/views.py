"""The base of every endpoint."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from riz import trace
from riz.errors import InPersonOnly, RizError, refuses
from riz.rest import sparse
from riz.rest.callers import actor_of
from riz.rest.errors import BodyTooSlow, ScopeMissing
from riz.rest.idempotency import IGNORED, ignores_key
from riz.rest.permissions import is_public
from riz.rest.preconditions import is_fresh
from riz.rest.requests import MAX_BODY_BYTES, ApiRequest, check_encoding, refuse_unread

_READING = {"GET", "HEAD", "OPTIONS"}


class ApiView(APIView):
    """An endpoint: explicit methods that validate, call one use case or query, and answer.

    Attributes:
        max_body_bytes: the largest body that is read; larger ones are 413.
        reading_scope, writing_scope: what a program that acts for somebody, or for a partner, needs to be allowed;
            endpoints that name none are closed to programs, public ones are open.
        while_acting: who acts as somebody else may call it although it is no reading, for nothing comes of it for them.
        queries_of_writes: the parameters that methods which change something read of the query.
        throttle_policy: the name of a limit in `RIZ_RATE_LIMITS`; by default the caller's kind decides.
        cache_control: what caches may do with what is read; personal data, the default, is never stored.
        deprecated_at, sunset_at, successor: an endpoint on its way out says since when, until when, and what to use.
    """

    max_body_bytes: ClassVar[int] = MAX_BODY_BYTES
    throttle_policy: ClassVar[str | None] = None
    reading_scope: ClassVar[str | None] = None
    writing_scope: ClassVar[str | None] = None
    while_acting: ClassVar[bool] = False
    cache_control: ClassVar[str] = "no-store"
    ignores_key: bool = False
    queries_of_writes: ClassVar[tuple[str, ...]] = ()
    deprecated_at: ClassVar[dt.datetime | None] = None
    sunset_at: ClassVar[dt.datetime | None] = None
    successor: ClassVar[str | None] = None

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Wrap the request so that its body is bounded."""
        return ApiRequest(
            request,
            parsers=self.get_parsers(),
            authenticators=self.get_authenticators(),
            negotiator=self.get_content_negotiator(),
            parser_context={**self.get_parser_context(request), "args": args, "kwargs": kwargs},
        )

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Identify, limit, permit, read: in this order, so that refused callers are counted too."""
        check_encoding(request._request)  # noqa: SLF001 - DRF offers no other way to its inner request
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(
            request
        )
        request.version, request.versioning_scheme = self.determine_version(
            request, *args, **kwargs
        )
        try:
            self.perform_authentication(request)
        finally:
            self.check_throttles(request)
        trace.name_actor(str(actor_of(request)))
        self.check_permissions(request)
        self.check_scope(request)
        if request.method not in _READING:
            self.check_in_person(request)
            refuse_unread(request, *self.queries_of_writes)
            self.ignores_key = ignores_key(
                request, getattr(self, str(request.method).lower(), None)
            )
            self.read_body(request)

    def check_scope(self, request: Request) -> None:
        """Keep programs to what they were allowed.

        Raises:
            ScopeMissing: the caller is a program without the scope that this endpoint names.
        """
        method = str(request.method)
        if is_public(self, method):
            return
        needed = self.scope_for(method)
        if not actor_of(request).allows_scope(needed):
            raise ScopeMissing(scope=needed)

    def check_in_person(self, request: Request) -> None:
        """Keep whatever changes something to people themselves.

        Raises:
            InPersonOnly: the caller acts as somebody else.
        """
        if not self.while_acting and actor_of(request).impersonator_id is not None:
            raise InPersonOnly

    @classmethod
    def scope_for(cls, method: str) -> str | None:
        """Return the scope that a program needs for the method; None means that it is closed to programs."""
        return cls.reading_scope if method in _READING else cls.writing_scope

    @refuses(BodyTooSlow)  # before it comes here: `riz.rest.bodies`
    def read_body(self, request: Request) -> None:
        """Read the body even where a method ignores it, so that nonsense is refused everywhere alike."""
        _ = request.data

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Answer with the `Allow` header alone; the OpenAPI says the rest."""
        del request, args, kwargs
        return Response(status=204)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Narrow the answer to what was asked for and add the headers that every answer carries."""
        try:
            response = self._narrowed(request, response)
            if response.status_code < HTTPStatus.BAD_REQUEST:
                refuse_unread(request, "fields")
        except RizError as refusal:
            response = self.handle_exception(refusal)
        response = super().finalize_response(request, response, *args, **kwargs)
        is_read = request.method in _READING and response.status_code < HTTPStatus.BAD_REQUEST
        response.headers.setdefault("Cache-Control", self.cache_control if is_read else "no-store")
        self._add_deprecation(response)
        if self.ignores_key:
            response.headers[IGNORED] = "true"
        for name, value in getattr(request, "rate_limit_headers", {}).items():
            response.headers[name] = value
        return response

    def _narrowed(self, request: Request, response: HttpResponseBase) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"} or response.status_code != HTTPStatus.OK:
            return response
        if is_fresh(request.headers.get("If-None-Match"), response.headers.get("ETag")):
            return _not_modified(response.headers["ETag"])
        if isinstance(response, Response) and "fields" in request.query_params:
            response.data = sparse.narrow(response.data, sparse.wanted_fields(request))
        return response

    def _add_deprecation(self, response: HttpResponseBase) -> None:
        if self.deprecated_at:
            response.headers["Deprecation"] = f"@{int(self.deprecated_at.timestamp())}"
        if self.sunset_at:
            response.headers["Sunset"] = http_date(self.sunset_at.timestamp())
        if self.successor:
            response.headers["Link"] = f'<{self.successor}>; rel="successor-version"'


def _not_modified(etag: str) -> HttpResponse:
    """Return a 304 without a type of content: caches would give it to the copy that they keep (RFC 9111 3.2)."""
    answer = HttpResponse(status=304, headers={"ETag": etag})
    del answer.headers["Content-Type"]
    return answer
