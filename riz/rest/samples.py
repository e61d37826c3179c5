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

    def sample(self, name: str, schema: Mapping[str, Any]) -> Any:
        """Make up a value for a field; `RIZ_OPENAPI_SAMPLES` has those of the usual names."""
        if "$ref" in schema:
            return self.sample(name, self.components[schema["$ref"].rpartition("/")[2]])
        if several := schema.get("oneOf") or schema.get("allOf"):
            return self.sample(name, several[0])
        if schema.get("type") == "object":
            properties = schema.get("properties", {})
            wanted = (self.required_only and schema.get("required")) or properties
            return {
                each: self.sample(each, properties[each]) for each in properties if each in wanted
            }
        known: Mapping[str, Any] = getattr(settings, "RIZ_OPENAPI_SAMPLES", {})
        if name in known and "enum" not in schema:
            return known[name]
        if schema.get("type") == "array":
            return [self.sample(name.removesuffix("s"), schema["items"])]
        return _value(name, schema)


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
