"""Refusals that only the wire knows: sizes, media types, methods, preconditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from riz.errors import Conflict, Forbidden, Invalid, Malformed, RizError


class WireRefusal(RizError):
    """A refusal about the request itself; `headers` go out with the answer."""

    def __init__(
        self,
        message: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(message, **details)
        self.headers = dict(headers or {})


class BodyTooSlow(WireRefusal):
    """The body did not come in the time that is given to bodies."""

    code = "request.too_slow"
    message = "The body did not come in time. Send the request again."


class MethodNotAllowed(WireRefusal):
    """The address exists and does not take this method; `Allow` says which it takes."""

    code = "request.method_not_allowed"
    message = "This address does not take that method."


class NotAcceptable(WireRefusal):
    """The caller accepts nothing that RIZ writes."""

    code = "request.not_acceptable"
    message = "Only application/json can be answered."


class LengthRequired(WireRefusal):
    """The body has no known length and the server can't tell where it ends."""

    code = "request.length_required"
    message = "Send a Content-Length."


class PayloadTooLarge(WireRefusal):
    """The body is larger than the endpoint reads."""

    code = "request.too_large"
    message = "The body is too large."
    limit_bytes: int


class AddressTooLong(WireRefusal):
    """The query string is longer than any honest one."""

    code = "request.address_too_long"
    message = "The query is too long."
    limit_bytes: int


class UnsupportedMediaType(WireRefusal):
    """The body is not UTF-8 JSON as it is."""

    code = "request.unsupported_media_type"
    message = "Send application/json in UTF-8, without a Content-Encoding."


class PreconditionRequired(WireRefusal):
    """A change of a versioned thing came without `If-Match`."""

    code = "request.precondition_required"
    message = "Send If-Match with the ETag that you read."


class BadEncoding(Malformed):
    """The query is not percent-encoded UTF-8."""

    code = "request.bad_encoding"
    message = "The address is not percent-encoded UTF-8."


class HeaderRefused(Malformed):
    """A header that holds one value came twice, or nobody can tell whether a proxy or its caller wrote it."""

    code = "request.header_refused"
    message = "A header that may come once came twice, or can't be told from a caller's own."
    refused: list[str]


class IdempotencyKeyMissing(Malformed):
    """An endpoint that creates or moves something was called without `Idempotency-Key`."""

    code = "idempotency.key_missing"
    message = "Send an Idempotency-Key: 1 to 255 visible ASCII characters, new for each operation."


class IdempotencyKeyReused(Invalid):
    """The key was used with another request."""

    code = "idempotency.key_reused"
    message = "This Idempotency-Key was used with another request. Use a new one."


class IdempotencyInProgress(WireRefusal, Conflict):
    """The first request with this key is still running."""

    code = "idempotency.in_progress"
    message = "The first request with this Idempotency-Key is still running. Repeat it shortly."


class IdempotencyKeyMalformed(Malformed):
    """The key is not 1 to 255 visible ASCII characters."""

    code = "idempotency.key_malformed"
    message = "An Idempotency-Key is 1 to 255 visible ASCII characters, new for each operation."


class ScopeMissing(Forbidden):
    """The program that calls was not allowed this; `scope` says what it would need, if anything opens it."""

    code = "request.scope_missing"
    message = "This program has not been allowed to do that."
    scope: str | None


class ServerFault(WireRefusal):
    """Something nobody anticipated; the only thing said is where to ask."""

    code = "server.fault"
    message = "Something went wrong on our side. Ask for help with the request_id."
