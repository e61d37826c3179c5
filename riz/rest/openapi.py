"""The OpenAPI description: what the kernel adds to every operation without its author saying so."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from riz.rest.problems import CONTENT_TYPE, ProblemSerializer

_KINDS: dict[int, tuple[str, str, str]] = {
    400: ("The request can't be read.", "request.malformed", "The JSON can't be read."),
    401: ("Nobody is signed in, or the token is not valid.", "auth.unauthenticated", "Sign in to do this."),
    403: ("The caller may not do this.", "auth.forbidden", "You may not do this."),
    404: ("There is no such thing, for this caller at least.", "request.not_found", "There is no such thing."),
    409: ("The present state does not allow it.", "request.conflict", "The present state does not allow this."),
    410: ("It is over for good.", "request.gone", "This is over."),
    412: ("It has changed since it was read.", "request.precondition_failed", "This has changed in the meantime."),
    413: ("The body is too large.", "request.too_large", "The body is too large."),
    415: ("The body is not UTF-8 JSON.", "request.unsupported_media_type", "Send application/json in UTF-8."),
    422: ("Some values are not acceptable.", "request.invalid", "Some values are not acceptable."),
    428: ("`If-Match` is missing.", "request.precondition_required", "Send If-Match with the ETag that you read."),
    429: ("A limit of frequency is reached.", "request.too_many", "Too many requests. Wait a little and try again."),
    500: ("A fault of the server.", "server.error", "Something went wrong on our side."),
    503: ("Something that is needed does not answer.", "request.unavailable", "Try again shortly."),
}  # fmt: skip


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """Describe refusals in `@extend_schema(responses={200: ..., **problems(404, 409)})`."""
    return {(status, CONTENT_TYPE): _problem(status) for status in statuses}


def _problem(status: int) -> OpenApiResponse:
    description, code, detail = _KINDS[status]
    value: dict[str, Any] = {
        "type": f"urn:riz:problem:{code}",
        "title": description.rstrip("."),
        "status": status,
        "detail": detail,
        "instance": "/api/v1/...",
        "code": code,
        "request_id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11",
    }
    example = OpenApiExample(code, value=value, response_only=True, status_codes=[str(status)])
    return OpenApiResponse(ProblemSerializer, description=description, examples=[example])


class Schema(AutoSchema):
    """Describes an operation."""
