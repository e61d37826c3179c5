"""Middleware that opens the scope of a request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from riz import trace


class RequestScopeMiddleware:
    """Gives each request its ids and each answer its `X-Request-Id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside its scope."""
        with trace.work(
            request_id=request.headers.get("X-Request-Id", ""),
            traceparent=request.headers.get("traceparent", ""),
        ) as scope:
            response = self.get_response(request)
            response["X-Request-Id"] = scope.request_id
            return response
