"""Contracts made of rows: what has the same name in both is copied, as the type that the contract states."""

from __future__ import annotations

import enum
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from riz.money import Money

Contract = TypeVar("Contract")
# Reads a field of a row; the currency is that of the row, or of the row that it is a part of.
_Reader = Callable[[Any, str], Any]


def to_contract(contract: type[Contract], row: object, **otherwise: Any) -> Contract:
    """Return a contract of the row's attributes, but for those that are given.

    Enums and tuples are made of what is stored, parts of the row's own parts, and money of `<name>_minor` and the `currency` of
    the row or of the whole that it is a part of. Rows of a JSON column are read by their keys.
    """
    return _copy(contract, row, "", otherwise)


def _copy(
    contract: type[Contract], row: Any, currency: str, otherwise: Mapping[str, Any]
) -> Contract:
    currency = getattr(row, "currency", currency)
    copied = {
        name: read(row, currency)
        for name, read in _readers(contract)  # type: ignore[arg-type]  # a class can be hashed
        if name not in otherwise
    }
    return contract(**copied, **otherwise)


@cache
def _readers(contract: Hashable) -> tuple[tuple[str, _Reader], ...]:
    hints = get_type_hints(contract)
    names = [field.name for field in fields(contract)]  # type: ignore[arg-type]
    return tuple((name, _reader(name, hints[name])) for name in names)


def _reader(name: str, hint: Any) -> _Reader:
    if get_origin(hint) in {Union, UnionType}:
        (present,) = [
            one for one in get_args(hint) if one is not NoneType and get_origin(one) is not Literal
        ]
        read, stored = _reader(name, present), f"{name}_minor" if present is Money else name
        # A blank is how a column without nulls says that there is no such word.
        nothing = (None, "") if _is_enum(present) else (None,)
        return lambda row, currency: None if _get(row, stored) in nothing else read(row, currency)
    if hint is Money:
        return lambda row, currency: Money(_get(row, f"{name}_minor"), currency)
    as_stated = _converter(hint)
    return lambda row, currency: as_stated(_get(row, name), currency)


def _converter(hint: Any) -> Callable[[Any, str], Any]:
    if is_dataclass(hint):
        return lambda part, currency: _copy(hint, part, currency, {})  # type: ignore[arg-type]
    if get_origin(hint) in {tuple, frozenset}:
        made_of, item = get_origin(hint), _converter(get_args(hint)[0])
        return lambda parts, currency: made_of(item(part, currency) for part in _all(parts))
    if _is_enum(hint):
        return lambda value, _: hint(value)
    if hint is UUID:
        return lambda value, _: UUID(value) if isinstance(value, str) else value
    return lambda value, _: value


def _get(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


def _all(parts: Any) -> Iterable[Any]:
    found: Iterable[Any] = parts.all() if hasattr(parts, "all") else parts
    return found


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, enum.Enum)
