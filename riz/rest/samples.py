"""Examples in the OpenAPI description where their author wrote none: a sample value for each field, by its name or its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

_BY_FORMAT = {
    "uuid": "0198c5f0-1122-7aaa-8bbb-99aabbccddee",
    "date": "2026-12-25",
    "date-time": "2026-03-14T09:30:00Z",
    "email": "anita@example.com",
    "uri": "https://riz.example",
    "ipv4": "203.0.113.7",
    "ipv6": "2001:db8::7",
}
_BY_ENDING = {"id": "uuid", "at": "date-time", "date": "date"}
_BY_KIND = {"boolean": True, "integer": 1, "number": 1.5, "string": "..."}
_KINDS = {str: "string", int: "integer", list: "array", dict: "object"}
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampler:
    """Makes up values that fit schemas.

    Attributes:
        components: the schemas that others may refer to by name.
        required_only: leave out the optional fields of an object that has any other.
    """

    components: Mapping[str, Any] = field(default_factory=dict)
    required_only: bool = False

    def sample(self, name: str, schema: Mapping[str, Any], owner: str = "") -> Any:
        """Make up a value for a field of an owner; `RIZ_OPENAPI_SAMPLES` has those of the usual names."""
        if "$ref" in schema:
            component = schema["$ref"].rpartition("/")[2]
            return self.sample(name, self.components[component], component)
        if several := schema.get("oneOf") or schema.get("allOf"):
            return self.sample(name, several[0], owner)
        value = schema.get("example", _known(name, owner))
        is_fitting = _KINDS.get(type(value)) == schema.get("type") and not self._is_stated(schema)
        if is_fitting or "example" in schema:
            return value
        if schema.get("type") == "object":
            return self._object(schema, owner)
        if schema.get("type") == "array":
            return [self.sample(name.removesuffix("s"), schema["items"], owner)]
        return _value(name, schema)

    def _is_stated(self, schema: Mapping[str, Any]) -> bool:
        """Tell whether the schema itself says what its values look like."""
        items = schema.get("items", {})
        inner = self.components[items["$ref"].rpartition("/")[2]] if "$ref" in items else items
        return "enum" in schema or "properties" in schema or "properties" in inner

    def _object(self, schema: Mapping[str, Any], owner: str) -> dict[str, Any]:
        fields, required = schema.get("properties", {}), schema.get("required", ())
        return {
            name: self.sample(name, fields[name], owner)
            for name in fields
            if name in required or not (self.required_only and required) or _known(name, owner)
        }


def _known(name: str, owner: str) -> Any:
    known: Mapping[str, Any] = getattr(settings, "RIZ_OPENAPI_SAMPLES", {})
    return known.get(f"{owner}.{name}", known.get(name))


def _value(name: str, schema: Mapping[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("nullable"):
        return None
    kind = schema.get("format", "")
    if schema.get("type") == "string":
        kind = _BY_ENDING.get(name.rpartition("_")[2], kind)
    usual = _BY_FORMAT.get(kind, _BY_KIND.get(schema.get("type", ""), "..."))
    return schema.get("default", schema.get("minimum", usual))


def add_samples(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Write an example into every request and every good answer that has none."""
    schemas = result["components"]["schemas"]
    for operation in [one for methods in result["paths"].values() for one in methods.values()]:
        body = operation.get("requestBody", {}).get("content", {}).get(JSON)
        good = [answer for status, answer in operation["responses"].items() if status < "3"]
        for content in (body, *(answer.get("content", {}).get(JSON) for answer in good)):
            if content and not {"example", "examples"} & content.keys():
                sampler = Sampler(components=schemas, required_only=content is body)
                content["example"] = sampler.sample("", content["schema"])
    return result
