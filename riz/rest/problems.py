"""Problem documents (RFC 9457): what every refusal looks like on the wire."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from rest_framework import serializers

from riz import errors, trace
from riz.rest import errors as wire
from riz.rest.preconditions import etag
from riz.rest.renderers import to_json

CONTENT_TYPE = "application/problem+json"
RETRY_SECONDS = 1

# The one place where refusals meet HTTP; the first match counts.
STATUS_OF: tuple[tuple[type[errors.RizError], int], ...] = (
    (wire.BodyTooSlow, 408),
    (wire.MethodNotAllowed, 405),
    (wire.NotAcceptable, 406),
    (wire.LengthRequired, 411),
    (errors.Stale, 412),
    (wire.PayloadTooLarge, 413),
    (wire.AddressTooLong, 414),
    (wire.UnsupportedMediaType, 415),
    (wire.PreconditionRequired, 428),
    (errors.Malformed, 400),
    (errors.Unauthenticated, 401),
    (errors.Forbidden, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.Gone, 410),
    (errors.Invalid, 422),
    (errors.TooMany, 429),
    (errors.Unavailable, 503),
)


class ProblemSerializer(serializers.Serializer[Any]):
    """A refusal. `code` is stable and made for programs; further members are facts about this occurrence."""

    type = serializers.CharField(
        help_text="Names the kind of problem; the same for the same `code`."
    )
    title = serializers.CharField(help_text="The kind of problem in a few words.")
    status = serializers.IntegerField(help_text="The status of the answer.")
    detail = serializers.CharField(
        help_text="What is wrong and, where there is one, what to do next."
    )
    instance = serializers.CharField(help_text="The path that was asked for.")
    code = serializers.CharField(
        help_text="Stable name of the refusal, such as `inventory.sold_out`."
    )
    request_id = serializers.CharField(help_text="Give this when you ask for help.")


def status_of(refusal: errors.RizError | type[errors.RizError]) -> int:
    """Return the status of a refusal, or of all refusals of a class."""
    kind = refusal if isinstance(refusal, type) else type(refusal)
    return next((status for category, status in STATUS_OF if issubclass(kind, category)), 500)


def document(refusal: errors.RizError, *, status: int, path: str) -> dict[str, Any]:
    """Write a refusal as a problem document."""
    scope = trace.current()
    standard = {
        "type": f"urn:riz:problem:{refusal.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": refusal.message,
        "instance": path,
        "code": refusal.code,
        "request_id": scope.request_id if scope else "",
    }
    return {**refusal.details, **standard}


def headers_of(refusal: errors.RizError, status: int) -> dict[str, str]:
    """Return the headers that belong to a refusal."""
    headers = {"Cache-Control": "no-store", **getattr(refusal, "headers", {})}
    if status == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", 'Bearer realm="riz"')
    if isinstance(refusal, errors.Stale):
        headers["ETag"] = etag(refusal.version)
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        wait = refusal.details.get("retry_after_seconds", RETRY_SECONDS)
        headers.setdefault("Retry-After", str(max(1, int(wait))))
    return headers


def problem_response(
    refusal: errors.RizError, *, path: str, status: int | None = None
) -> HttpResponse:
    """Answer with a problem, ready to send."""
    status = status or status_of(refusal)
    response = HttpResponse(
        to_json(document(refusal, status=status, path=path)),
        status=status,
        content_type=CONTENT_TYPE,
        headers=headers_of(refusal, status),
    )
    # Django logs answers by their status; what was anticipated is no news.
    response._has_been_logged = status != HTTPStatus.INTERNAL_SERVER_ERROR  # type: ignore[attr-defined]  # noqa: SLF001
    return response
