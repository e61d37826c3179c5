"""Refusals in the OpenAPI description: a schema and an example for each class, made of what the class declares."""

from __future__ import annotations

from typing import Any, ClassVar, get_origin, get_type_hints

from drf_spectacular.plumbing import resolve_type_hint

from riz.errors import RizError
from riz.rest.errors import ServerFault
from riz.rest.problems import STATUS_OF, document
from riz.rest.samples import Sampler

_LATER = "x-later"
_DESCRIBED: dict[int, type[RizError]] = {status: kind for kind, status in reversed(STATUS_OF)}


def name_of(refusal: type[RizError]) -> str:
    """Return the name of a class's schema: `inventory.sold_out` has `InventorySoldOutProblem`."""
    return refusal.code.replace(".", "_").title().replace("_", "") + "Problem"


def describe(status: int) -> str:
    """Return what a status means."""
    return _sentence(_DESCRIBED.get(status, ServerFault))


def schema_of(refusal: type[RizError]) -> dict[str, Any]:
    """Return the schema of a class: its one code, and its facts with their types."""
    facts = facts_of(refusal)
    own = {
        "type": "object",
        "properties": {"code": {"type": "string", "enum": [refusal.code]}, **facts},
        "required": ["code", *(name for name in facts if not hasattr(refusal, name))],
    }
    problem = {"$ref": "#/components/schemas/Problem"}
    return {_LATER: {"allOf": [problem, own], "description": _sentence(refusal)}}


def one_of(schemas: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Return the schema of an answer that is one of several, told apart by `code`."""
    if len(schemas) == 1:
        return next(iter(schemas.values()))
    mapping = {code: schema["$ref"] for code, schema in schemas.items()}
    discriminator = {"propertyName": "code", "mapping": mapping}
    return {"oneOf": list(schemas.values()), "discriminator": discriminator}


def example_of(refusal: type[RizError], status: int) -> dict[str, Any]:
    """Return an example of a class, with its sentence and a sample of each fact."""
    sample = Sampler().sample
    facts = {name: sample(name, schema, refusal.code) for name, schema in facts_of(refusal).items()}
    written = document(refusal(**facts), status=status, path="/api/v1/example")
    return {"value": {**written, "request_id": sample("request_id", {"type": "string"})}}


def unwrap(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Put the schemas of refusals in their place, after other hooks have made components of all enums they found."""
    schemas = result["components"]["schemas"]
    schemas.update({name: one[_LATER] for name, one in schemas.items() if _LATER in one})
    return result


def facts_of(refusal: type[RizError]) -> dict[str, Any]:
    """Return the schemas of a class's facts; None as the default says that one may be missing, never that it is null."""
    hints = {
        name: hint
        for name, hint in get_type_hints(refusal).items()
        if get_origin(hint) is not ClassVar and name != "message"
    }
    facts = {name: resolve_type_hint(hint) for name, hint in hints.items()}  # type: ignore[no-untyped-call]
    for name, schema in facts.items():
        if hasattr(refusal, name):
            schema.pop("nullable", None)
    return facts


def _sentence(described: type) -> str:
    return str(described.__doc__).partition("\n")[0]
