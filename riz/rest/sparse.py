"""Sparse answers: `?fields=id,name` leaves out everything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework.request import Request

from riz.errors import Invalid

_PAGE = {"results", "next", "previous"}


def wanted_fields(request: Request) -> tuple[str, ...]:
    """Read the names that the caller wants.

    Raises:
        Invalid: there are none, or the parameter came twice.
    """
    values = request.query_params.getlist("fields")
    names = tuple(name.strip() for name in values[0].split(","))
    if len(values) > 1 or not all(names):
        raise Invalid(errors={"fields": ["Name fields once, separated by commas."]})
    return names


def narrow(data: Any, names: Iterable[str]) -> Any:
    """Keep only the named fields of a thing, or of each thing on a page.

    Raises:
        Invalid: a name is not one of its fields.
    """
    names = tuple(dict.fromkeys(names))
    if isinstance(data, Mapping) and set(data) == _PAGE:
        return {**data, "results": _narrow_each(data["results"], names)}
    return _narrow_each([data], names)[0]


def _narrow_each(things: list[Any], names: tuple[str, ...]) -> list[Any]:
    known = _known_fields(things)
    unknown = [name for name in names if known is not None and name not in known]
    if unknown:
        raise Invalid(errors={"fields": [f"There is no field {name!r}." for name in unknown]})
    return [{name: thing[name] for name in names if name in thing} for thing in things]


def _known_fields(things: list[Any]) -> Iterable[str] | None:
    """Ask the serializer, which knows them even when a page is empty."""
    serializer = getattr(things, "serializer", None) or getattr(
        things[0] if things else None, "serializer", None
    )
    fields = getattr(getattr(serializer, "child", serializer), "fields", None)
    if fields is not None:
        return tuple(fields)
    return tuple(things[0]) if things else None
