"""Health, metrics and the root page."""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from riz.errors import Unavailable
from riz.operations import checks, draining, metrics
from riz.operations.checks import Check
from riz.rest.problems import problem_response
from riz.rest.renderers import to_json

PATIENCE_SECONDS = 2.0


class NotReady(Unavailable):
    """Something that requests need is not there."""

    message = "RIZ can't serve requests now."
    checks: dict[str, dict[str, Any]]


@require_safe
@never_cache
def live(_request: HttpRequest) -> HttpResponse:
    """Say that the process lives; whether anything else does is another question."""
    return _json({"status": "live"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether requests can be served.

    Without its broker RIZ is slower, and while a part of it still starts it does less, but nothing is wrong: degraded, but ready.
    """
    if draining.is_draining():
        return problem_response(Unavailable("The server is about to stop."), path=request.path)
    needed = [checks.database()]
    if needed[0].is_well:
        needed.append(checks.migrations())
    wanted = [checks.broker(), *checks.watched()]
    facts = {check.name: _described(check) for check in (*needed, *wanted)}
    if not all(check.is_well for check in needed):
        return problem_response(NotReady(checks=facts), path=request.path)
    status = "ready" if all(check.is_well for check in wanted) else "degraded"
    return _json({"status": status, "checks": facts})


@require_safe
@never_cache
def exposition(request: HttpRequest) -> HttpResponse:
    """Write the metrics for whoever may see them; others learn nothing, not even that they exist."""
    if not _may_read_metrics(request):
        raise Http404
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


@require_safe
@never_cache
def root(request: HttpRequest) -> HttpResponse:
    """Show what RIZ is, what runs, and where to go."""
    found = _recent_checks()
    links = [(label, text, address) for label, text, address in _links() if address]
    return render(
        request,
        "operations/root.html",
        {"checks": found, "verdict": _verdict(found), "links": links},
    )


def _may_read_metrics(request: HttpRequest) -> bool:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if settings.METRICS_TOKEN and hmac.compare_digest(token, settings.METRICS_TOKEN.encode()):
        return True
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not is_forwarded and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _described(check: Check) -> dict[str, Any]:
    return {
        "status": check.status,
        "duration_ms": check.milliseconds,
        "note": check.note,
    }


def _json(data: dict[str, Any]) -> HttpResponse:
    return HttpResponse(to_json(data), content_type="application/json")


def _recent_checks() -> list[Check]:
    """Ask everything, at most every two seconds however many look."""
    asked_at: float = _asked[0]
    found: list[Check] = _asked[1]
    if time.monotonic() - asked_at > PATIENCE_SECONDS or not found:
        found = [checks.database(), checks.broker()]
        found += [ask() for ask, works in _dependants(found) if works]
        found += checks.watched()
        _asked[:] = [time.monotonic(), found]
    return found


def _dependants(found: list[Check]) -> list[tuple[Callable[[], Check], bool]]:
    the_database, valkey = found
    return [
        (checks.worker, valkey.is_well),
        (checks.long_worker, valkey.is_well),
        (checks.relay, the_database.is_well),
    ]


def _verdict(found: list[Check]) -> tuple[str, str]:
    """Return how it is in all, and in words."""
    states = {check.status for check in found}
    if "failed" in states:
        return "unwell", "Something is not at work."
    if "starting" in states:
        return "starting", "At work; something still starts."
    return "well", "Everything is at work."


def _links() -> list[tuple[str, str, str]]:
    return [
        ("API documentation", "Every endpoint, to read and to try out", _address("api-docs")),
        ("OpenAPI description", "For generating clients", _address("api-schema")),
        ("Staff", "List, search, filter and act", _address("admin:index")),
        ("Flower", "Tasks and workers", settings.FLOWER_URL),
        ("Health", "Whether requests can be served", _address("health-ready")),
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


_asked: list[Any] = [0.0, []]
