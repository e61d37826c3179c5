"""Every answer that any test sees is one that the OpenAPI description has: its status, its code, its facts, its headers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from riz.rest.problems import CONTENT_TYPE
from riz.rest.views import ApiView
from tests.support import databases

UNDESCRIBED: list[str] = []
_ROOT = "urn:riz"
OPENAPI_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


class Described:
    """Middleware that notes what an answer has and the description lacks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != 405 and (operation := operation_of(request)):
            told = (
                f"{request.method} {request.path} -> {answer.status_code} {answer.content[:300]!r}"
            )
            UNDESCRIBED.extend(f"{told}: {fault}" for fault in faults_of(operation, answer))
        return answer


def operation_of(request: HttpRequest) -> dict[str, Any] | None:
    """Return the description of what was asked for; None of pages, and of endpoints that exist only in tests."""
    match = request.resolver_match
    view = getattr(match and match.func, "cls", None)
    is_ours = isinstance(view, type) and issubclass(view, ApiView)
    if not is_ours or match is None or settings.ROOT_URLCONF != "config.urls":
        return None
    methods = description()["paths"].get("/" + OPENAPI_PLACE.sub(r"{\1}", match.route), {})
    found: dict[str, Any] | None = methods.get(
        "get" if request.method == "HEAD" else request.method.lower()
    )
    return found


def faults_of(operation: dict[str, Any], answer: HttpResponse) -> list[str]:
    """Return what the description lacks."""
    response = followed(operation["responses"].get(str(answer.status_code)))
    if response is None:
        return ["the status is not described"]
    sent = {name for name in description()["components"]["headers"] if name in answer.headers}
    sent |= {"Set-Cookie"} if answer.cookies else set()
    faults = [f"{name} is not described" for name in sorted(sent - set(response["headers"]))]
    if answer.status_code >= 400 and answer.content:
        faults += _faults_of_problem(response, json.loads(answer.content))
    return faults


def _faults_of_problem(response: dict[str, Any], problem: dict[str, Any]) -> list[str]:
    schema = response["content"][CONTENT_TYPE]["schema"]
    codes = schema.get("discriminator", {}).get("mapping")
    listed = codes or {
        followed(schema)["allOf"][1]["properties"]["code"]["enum"][0]: schema["$ref"]
    }
    if problem["code"] not in listed:
        return ["the code is not described"]
    name = listed[problem["code"]].rpartition("/")[2]
    own = description()["components"]["schemas"][name]["allOf"][1]["properties"]
    usual = description()["components"]["schemas"]["Problem"]["properties"]
    faults = [
        error.message for error in validator({"$ref": listed[problem["code"]]}).iter_errors(problem)
    ]
    return faults + [
        f"the fact {fact} is not described" for fact in problem.keys() - own - usual.keys()
    ]


@cache
def description() -> dict[str, Any]:
    """Return the description of the API: making it takes seconds, so one process makes it for all."""
    found: dict[str, Any] = json.loads(databases.kept("description.json", _generated))
    return found


def _generated() -> bytes:
    return json.dumps(SchemaGenerator().get_schema(public=True), default=str).encode()


def followed(part: Any) -> Any:
    """Return what a reference leads to."""
    while part and "$ref" in part:
        _, _, kind, name = part["$ref"].split("/")
        part = description()["components"][kind][name]
    return part


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """Return what checks values against a schema, which may refer to parts of the description."""
    return Draft202012Validator(_plain(schema), registry=_registry())


@cache
def _registry() -> Registry[Any]:
    whole = _plain({"components": description()["components"]})
    return Registry().with_resource(
        _ROOT, Resource.from_contents(whole, default_specification=DRAFT202012)
    )


def _plain(part: Any) -> Any:
    """Write OpenAPI's `nullable` as JSON Schema does."""
    if isinstance(part, list):
        return [_plain(one) for one in part]
    if not isinstance(part, dict):
        is_ref = isinstance(part, str) and part.startswith("#/")
        return f"{_ROOT}{part}" if is_ref else part
    plain = {name: _plain(one) for name, one in part.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if part.get("nullable") is True else plain
