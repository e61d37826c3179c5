"""The middleware that notes what partners' programs ask for, and what they are answered."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from riz import clock, trace
from riz.rest.addresses import client_ip

from ..use_cases.record_access import record_access
from .authentication import ShownKey


class AccessLogMiddleware:
    """Notes each request whose key is a partner's, refused ones and faults too; others cost one look at an attribute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and note it if a partner's key was shown."""
        at, started = clock.now(), time.perf_counter()
        response = self.get_response(request)
        shown: ShownKey | None = getattr(request, "shown_partner_key", None)
        if shown is not None:
            scope, match = trace.current(), request.resolver_match
            record_access(
                partner_id=shown.partner_id,
                credential_id=shown.credential_id,
                was_right=shown.was_right,
                method=request.method or "",
                endpoint=f"/{match.route}" if match else "",
                ip=client_ip(request),
                status=response.status_code,
                seconds=time.perf_counter() - started,
                request_id=scope.request_id if scope else "",
                at=at,
            )
        return response
