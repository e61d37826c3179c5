"""Contracts made of rows: what has the same name in both is copied, as the type that the contract states."""

from __future__ import annotations

import enum
from collections.abc import Callable, Hashable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, get_origin, get_type_hints

Contract = TypeVar("Contract")


def to_contract(contract: type[Contract], row: object, **otherwise: Any) -> Contract:
    """Return a contract of the row's attributes, but for those that are given; enums and tuples are made of what is stored."""
    copied = {
        name: as_stated(getattr(row, name))
        for name, as_stated in _readers(contract)  # type: ignore[arg-type]  # a class can be hashed
        if name not in otherwise
    }
    return contract(**copied, **otherwise)


@cache
def _readers(contract: Hashable) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    hints = get_type_hints(contract)
    return tuple((field.name, _reader(hints[field.name])) for field in fields(contract))  # type: ignore[arg-type]


def _reader(hint: Any) -> Callable[[Any], Any]:
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint
    return tuple if get_origin(hint) is tuple else lambda value: value
