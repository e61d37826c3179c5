"""Middleware that opens the scope of a request, tells what came of it, and what got in the way of staff."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from riz import contention, logs, trace
from riz.operations import metrics
from riz.operations.staff.instants import zone_of
from riz.rest.addresses import client_address

log = logging.getLogger(__name__)
access = logging.getLogger("riz.access")

NO_ROUTE = "unmatched"


class StaffRefusalMiddleware:
    """Tells staff whom somebody else got in the way of, on whichever screen, and shows them how things are now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request pass."""
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Put whatever Django itself writes for staff on their clock."""
        match = request.resolver_match
        if match and match.app_name == "admin":
            timezone.activate(zone_of(request))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for what a screen did not expect: its transaction is undone by now."""
        refusal = contention.refusal_of(error)
        match = request.resolver_match
        if refusal is None or request.method != "POST" or not match or match.app_name != "admin":
            return None
        log.warning(refusal.code, exc_info=error)
        messages.error(request, refusal.message)
        return HttpResponseRedirect(request.get_full_path())


class RequestScopeMiddleware:
    """Gives each request its ids, each answer its `X-Request-Id`, and the logs and metrics one entry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside its scope."""
        started = time.perf_counter()
        with trace.work(
            request_id=request.headers.get("X-Request-Id", ""),
            traceparent=request.headers.get("traceparent", ""),
        ) as scope:
            response = self.get_response(request)
            response["X-Request-Id"] = scope.request_id
            _record_request(request, response, time.perf_counter() - started)
            return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Name the route in every line that is logged below."""
        logs.name_route(route_of(request))


def route_of(request: HttpRequest) -> str:
    """Return the template of the address, of which there are only as many as endpoints."""
    match = request.resolver_match
    return f"/{match.route}" if match else NO_ROUTE


def _record_request(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    route = route_of(request)
    metrics.observe_request(
        method=request.method or "", route=route, status=response.status_code, seconds=seconds
    )
    # Probes come every few seconds and say nothing while they succeed.
    is_quiet = route.startswith("/health/") and response.status_code < HTTPStatus.BAD_REQUEST
    access.log(
        logging.DEBUG if is_quiet else logging.INFO,
        "request",
        extra={
            "method": request.method,
            "route": route,
            "path": request.path,
            "status": response.status_code,
            "duration_ms": round(seconds * 1000, 1),
            "client": client_address(request),
        },
    )
