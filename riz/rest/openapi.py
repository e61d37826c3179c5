"""The OpenAPI description: what the kernel adds to every operation without its author saying so."""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from riz import errors
from riz.contention import CameSecond
from riz.rest import errors as wire
from riz.rest import outputs, problem_schemas, requests
from riz.rest.headers import check_headers
from riz.rest.idempotency import IGNORED
from riz.rest.idempotency_store import REPLAYED
from riz.rest.middleware import check_address
from riz.rest.permissions import is_public
from riz.rest.problems import CONTENT_TYPE, ProblemSerializer, status_of
from riz.rest.reachable import Function, Reached, reached_from
from riz.rest.views import ApiView

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
_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of your copy: 304 says that it is the present one.",
)
_FIELDS = OpenApiParameter(
    "fields",
    {"type": "string", "pattern": "^[a-z][a-z0-9_]*(,[a-z][a-z0-9_]*)*$"},
    description="Leave out every field but these, separated by commas.",
)
# What comes with answers beside their body.
_HEADERS = {
    "X-Request-Id": "Names the request; give it when you ask for help.",
    "RateLimit-Policy": "The limit that counts, such as `\"signed_in\";q=600;w=60`: 600 requests in 60 seconds.",
    "RateLimit": "What is left of it, such as `\"signed_in\";r=599;t=1`: 599 requests, all of them again in a second.",
    "ETag": "The version, for `If-Match` and `If-None-Match`.",
    "Location": "Where to look how far it is.",
    "Set-Cookie": "For browsers: the cookies that keep the session or the visit, or their end.",
    REPLAYED: "`true` where this is the stored answer of an earlier request with the same key.",
    IGNORED: "`true` where an Idempotency-Key was sent, which this operation does not look at.",
    "Retry-After": "After how many seconds the request may succeed.",
    "WWW-Authenticate": "How to show who you are.",
    "Deprecation": "Since when the endpoint is on its way out.",
    "Sunset": "When it goes.",
    "Link": "What takes its place.",
}  # fmt: skip
_ALWAYS = ("X-Request-Id", "RateLimit-Policy", "RateLimit")
_WITH = {401: ("WWW-Authenticate",), 412: ("ETag",), 429: ("Retry-After",), 503: ("Retry-After",)}
_SPOKEN = {
    "ETag": "ETag",
    "Location": "Location",
    "set_cookie": "Set-Cookie",
    "delete_cookie": "Set-Cookie",
}
# What frameworks and drivers raise, and `exception_handler` translates.
_TRANSLATED = (wire.NotAcceptable, errors.Invalid, wire.ServerFault, errors.Unavailable)
_TRANSLATED_OF_WRITES = (errors.Malformed, wire.UnsupportedMediaType, CameSecond)


class Schema(AutoSchema):
    """Describes an operation; refusals, security and headers are read from what the kernel and the code do."""

    view: Any

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Name what each authenticator reads, as optional where anybody may call, and a partner's key where a scope lets programs in."""
        shown = [getattr(one, "security", {"bearer": []}) for one in self.view.get_authenticators()]
        if self._is_public():
            return [*shown, {}]
        return [*shown, {"partner_key": []}, {"partner_basic": []}] if self._scope() else shown

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
        is_read = self.method == "GET" and isinstance(self.view, ApiView)
        offered = {
            _IDEMPOTENCY_KEY: self._is_idempotent(),
            _IF_MATCH: wire.PreconditionRequired in self._reached.refusals,
            _IF_NONE_MATCH: is_read and "ETag" in self._reached.words,
            _FIELDS: is_read,
        }
        return [parameter for parameter, is_there in offered.items() if is_there]

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """Name a schema as what it is of: of what comes in, `Request` says so."""
        return str(super().get_serializer_name(serializer, direction)).removesuffix("Input")

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        sample = getattr(serializer, "sample", None)
        if sample is not None:
            schema["example"] = outputs.written(serializer, sample)
        return schema

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> dict[str, Any]:
        meta: dict[str, Any] = super()._get_serializer_field_meta(field, direction)  # type: ignore[no-untyped-call]
        help_text = outputs.help_of(field)
        return {"description": help_text, **meta} if help_text else meta

    def is_deprecated(self) -> bool:
        """Tell whether the endpoint is on its way out."""
        return getattr(self.view, "deprecated_at", None) is not None

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if self.method == "GET" and "ETag" in self._reached.words:
            bodies["304"] = {
                "description": "The copy that `If-None-Match` names is the present one."
            }
        refusals: dict[int, list[type[errors.RizError]]] = {}
        for refusal in sorted(self._refusals(), key=lambda one: one.code):
            refusals.setdefault(status_of(refusal), []).append(refusal)
        for code, found in refusals.items():
            bodies[str(code)] = self._refused_with(code, found)
        for status, body in bodies.items():
            usual = (*_ALWAYS, *_WITH.get(int(status), ()))
            special = [name for name in self._special_headers(int(status)) if name not in usual]
            body["headers"] = {
                name: self._component(name, "headers", _header(name)) for name in (*usual, *special)
            }
            codes = [one.code for one in refusals.get(int(status), ())]
            if len(codes) == 1 and not special:
                bodies[status] = self._component(f"{status}-{codes[0]}", "responses", body)
        return dict(sorted(bodies.items()))

    def _refused_with(self, status: int, refusals: list[type[errors.RizError]]) -> dict[str, Any]:
        self.resolve_serializer(ProblemSerializer, "response")
        schemas = {
            one.code: self._component(
                problem_schemas.name_of(one), "schemas", problem_schemas.schema_of(one)
            )
            for one in refusals
        }
        examples = {
            one.code: self._component(one.code, "examples", problem_schemas.example_of(one, status))
            for one in refusals
        }
        return {
            "description": problem_schemas.describe(status),
            "content": {
                CONTENT_TYPE: {"schema": problem_schemas.one_of(schemas), "examples": examples}
            },
        }

    def _component(self, name: str, kind: str, schema: dict[str, Any]) -> dict[str, str]:
        component = ResolvedComponent(name, kind, schema, object=name)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        return component.ref

    def _special_headers(self, status: int) -> list[str]:
        """Return the names of the headers that only some operations send with a status."""
        names: list[str] = []
        if status < HTTPStatus.BAD_REQUEST or status == HTTPStatus.UNAUTHORIZED:
            words = self._reached.words
            names += dict.fromkeys(header for word, header in _SPOKEN.items() if word in words)
        if self._is_idempotent() and (status < HTTPStatus.BAD_REQUEST or status in {409, 410, 422}):
            names.append(REPLAYED)
        if self.method != "GET" and not self._is_idempotent():
            names.append(IGNORED)
        leaving = {"Deprecation": "deprecated_at", "Sunset": "sunset_at", "Link": "successor"}
        return names + [name for name, fact in leaving.items() if getattr(self.view, fact, None)]

    def _refusals(self) -> set[type[errors.RizError]]:
        """Return what any caller may be answered: what the code can come to, and what frameworks raise."""
        found = {*self._reached.refusals, *_TRANSLATED}
        if self.method == "GET":
            found -= {wire.IdempotencyKeyMalformed, wire.IdempotencyKeyMissing}
        else:
            found |= {*_TRANSLATED_OF_WRITES}
        if self._is_public():
            found -= {wire.ScopeMissing}
        else:
            found |= {errors.Unauthenticated}
        if not self.view.get_authenticators():
            # Rules about callers say nothing of nobody.
            found = {one for one in found if not _is_of_callers(one)}
        if "{" in self.path:
            found |= {errors.NotFound}
        return found

    @cached_property
    def _reached(self) -> Reached:
        kind, unsafe = type(self.view), self.method != "GET"
        entries = [(kind, self.method.lower()), (kind, "initial"), (kind, "handle_exception")]
        entries += [(type(one), "authenticate") for one in self.view.get_authenticators()]
        entries += [(type(one), "allow_request") for one in self.view.get_throttles()]
        entries += [(type(one), "parse") for one in self.view.get_parsers() if unsafe]
        functions = [Function(getattr(owner, name), owner) for owner, name in entries]
        functions += [Function(check_address), Function(check_headers)]
        return reached_from([*functions, *([Function(requests.read_body)] if unsafe else [])])

    def _is_public(self) -> bool:
        return is_public(self.view, self.method)

    def _scope(self) -> str | None:
        return self.view.scope_for(self.method) if isinstance(self.view, ApiView) else None

    def _is_idempotent(self) -> bool:
        return getattr(getattr(self.view, self.method.lower(), None), "is_idempotent", False)


def _is_of_callers(refusal: type[errors.RizError]) -> bool:
    return issubclass(refusal, errors.Forbidden) and refusal.__module__.startswith("riz.")


def _header(name: str) -> dict[str, Any]:
    return {"description": _HEADERS[name], "schema": {"type": "string"}}
