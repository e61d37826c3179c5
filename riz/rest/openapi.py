"""The OpenAPI description: what the kernel adds to every operation without its author saying so."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from riz.rest.permissions import IsAnyone
from riz.rest.problems import CONTENT_TYPE, ProblemSerializer
from riz.rest.views import ApiView

_KINDS: dict[int, tuple[str, str, str]] = {
    400: ("The request can't be read.", "request.malformed", "The JSON can't be read."),
    401: ("Nobody is signed in, or the token is not valid.", "auth.unauthenticated", "Sign in to do this."),
    403: ("The caller may not do this.", "auth.forbidden", "You may not do this."),
    404: ("There is no such thing, for this caller at least.", "request.not_found", "There is no such thing."),
    409: ("The present state does not allow it.", "request.conflict", "The present state does not allow this."),
    410: ("It is over for good.", "request.gone", "This is over."),
    406: ("Nothing that RIZ writes is accepted.", "request.not_acceptable", "Only application/json can be answered."),
    412: ("It has changed since it was read.", "request.precondition_failed", "This has changed in the meantime."),
    413: ("The body is too large.", "request.too_large", "The body is too large."),
    414: ("The query is too long.", "request.address_too_long", "The query is too long."),
    415: ("The body is not UTF-8 JSON.", "request.unsupported_media_type", "Send application/json in UTF-8."),
    422: ("Some values are not acceptable.", "request.invalid", "Some values are not acceptable."),
    428: ("`If-Match` is missing.", "request.precondition_required", "Send If-Match with the ETag that you read."),
    429: ("A limit of frequency is reached.", "request.too_many", "Too many requests. Wait a little and try again."),
    500: ("A fault of the server.", "server.fault", "Something went wrong on our side."),
    503: ("Something that is needed does not answer.", "request.unavailable", "Try again shortly."),
}  # fmt: skip


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """Describe refusals in `@extend_schema(responses={200: ..., **problems(404, 409)})`."""
    return {(status, CONTENT_TYPE): _problem(status) for status in statuses}


def _problem(status: int) -> OpenApiResponse:
    description, code, detail = _KINDS[status]
    value: dict[str, Any] = {
        "type": f"urn:riz:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": "/api/v1/example",
        "code": code,
        "request_id": "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11",
    }
    example = OpenApiExample(code, value=value, response_only=True, status_codes=[str(status)])
    return OpenApiResponse(ProblemSerializer, description=description, examples=[example])


_IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
    OpenApiParameter.HEADER,
    required=True,
    description="New for each operation; repeat it to repeat the answer without repeating the effect.",
    examples=[OpenApiExample("A random UUID", value="6f1c2a1e-6a4b-4a3e-9d5e-0c3f8b8f2b11")],
)
_IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag that you read.",
    examples=[OpenApiExample("An ETag", value='"3"')],
)
_FIELDS = OpenApiParameter(
    "fields",
    {"type": "string", "pattern": "^[a-z][a-z0-9_]*(,[a-z][a-z0-9_]*)*$"},
    description="Leave out every field but these, separated by commas.",
)


class Schema(AutoSchema):
    """Describes an operation; problems, security and headers are added by what the kernel does for all of them."""

    view: Any

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Name the bearer token, as optional where anybody may call, and a partner's key where a scope lets programs in."""
        has_credentials = bool(self.view.get_authenticators())
        schemes: list[dict[str, list[str]]] = [{"bearer": []}] if has_credentials else []
        if self._is_public():
            return [*schemes, {}]
        return [*schemes, {"partner_key": []}, {"partner_basic": []}] if self._scope() else schemes

    def get_description(self) -> str:  # type: ignore[override]  # AutoSchema's own
        """Say what a program needs to be allowed."""
        description = str(super().get_description() or "")
        scope = self._scope()
        if not scope or self._is_public():
            return description
        return f"{description}\n\nPrograms need the scope `{scope}`.".strip()

    def get_extensions(self) -> dict[str, Any]:
        """Name that scope for programs, too."""
        extensions: dict[str, Any] = super().get_extensions()
        scope = None if self._is_public() else self._scope()
        return {**extensions, "x-required-scope": scope} if scope else extensions

    def get_override_parameters(self) -> list[Any]:
        """Add the headers and the query that the kernel reads."""
        parameters: list[OpenApiParameter] = []
        if self._is_idempotent():
            parameters.append(_IDEMPOTENCY_KEY)
        if self._is_conditional():
            parameters.append(_IF_MATCH)
        if self.method == "GET" and isinstance(self.view, ApiView):
            parameters.append(_FIELDS)
        return parameters

    def is_deprecated(self) -> bool:
        """Tell whether the endpoint is on its way out."""
        return getattr(self.view, "deprecated_at", None) is not None

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status in self._kernel_statuses():
            if str(status) not in bodies:
                bodies[str(status)] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    _problem(status), str(status), [CONTENT_TYPE], direction
                )
        return dict(sorted(bodies.items()))

    def _kernel_statuses(self) -> set[int]:
        """Return what any caller of this operation may be answered by the kernel itself."""
        statuses = {400, 401, 406, 414, 422, 429, 500, 503}
        if not self._is_public():
            statuses.add(403)
        if "{" in self.path:
            statuses.add(404)
        if self.method != "GET":
            statuses |= {413, 415}
        if self._is_idempotent():
            statuses.add(409)
        return statuses

    def _is_public(self) -> bool:
        return any(isinstance(p, IsAnyone) for p in self.view.get_permissions())

    def _scope(self) -> str | None:
        return self.view.scope_for(self.method) if isinstance(self.view, ApiView) else None

    def _is_idempotent(self) -> bool:
        return getattr(getattr(self.view, self.method.lower(), None), "is_idempotent", False)

    def _is_conditional(self) -> bool:
        """Tell it by the author's `problems(412, 428)`."""
        responses = self.get_response_serializers()
        return isinstance(responses, dict) and any(
            (code[0] if isinstance(code, tuple) else code) == HTTPStatus.PRECONDITION_REQUIRED
            for code in responses
        )
