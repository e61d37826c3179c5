"""Contracts made of rows: what has the same name in both is copied, as the type that the contract states."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from riz.money import Money

Contract = TypeVar("Contract")
# How JSON writes what columns hold as it is.
_WRITTEN: Mapping[Any, Callable[[str], Any]] = {
    UUID: UUID,
    dt.date: dt.date.fromisoformat,
    dt.time: dt.time.fromisoformat,
}
# Makes what a contract states of what is stored; the currency is that of the row, or of the row that it is a part of.
_Convert = Callable[[Any, str], Any]


def to_contract(contract: type[Contract], row: object, **otherwise: Any) -> Contract:
    """Return a contract of the row's attributes, but for those that are given.

    Enums and tuples are made of what is stored, parts of the row's own parts, and money of `<name>_minor` and the `currency` of
    the row or of the whole that it is a part of. Rows of a JSON column are read by their keys.
    """
    return _copy(contract, row, "", otherwise)


def _copy(
    contract: type[Contract], row: Any, currency: str, otherwise: Mapping[str, Any]
) -> Contract:
    if isinstance(row, Mapping):
        read, currency = row.__getitem__, row.get("currency", currency)
    else:
        read, currency = partial(getattr, row), getattr(row, "currency", currency)
    copied = {}
    for name, stored, convert, nothing in _plan(contract):  # type: ignore[arg-type]  # a class can be hashed
        if name not in otherwise:
            value = read(stored)
            if convert is not None:
                value = None if value in nothing else convert(value, currency)
            copied[name] = value
    return contract(**copied, **otherwise)


@cache
def _plan(contract: Hashable) -> tuple[tuple[str, str, _Convert | None, tuple[Any, ...]], ...]:
    hints = get_type_hints(contract)
    return tuple(_step(field.name, hints[field.name]) for field in fields(contract))  # type: ignore[arg-type]


def _step(name: str, hint: Any) -> tuple[str, str, _Convert | None, tuple[Any, ...]]:
    kinds = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    (kind,) = [one for one in kinds if one is not NoneType and get_origin(one) is not Literal]
    # A blank is how a column without nulls says that there is no such word.
    nothing = (None, "") if _is_enum(kind) else (None,)
    stored = f"{name}_minor" if kind is Money else name
    return name, stored, _converter(kind), nothing if NoneType in kinds else ()


def _converter(hint: Any) -> _Convert | None:
    if hint is Money:
        return Money
    if is_dataclass(hint):
        return lambda part, currency: _copy(hint, part, currency, {})  # type: ignore[arg-type]
    if get_origin(hint) in {tuple, frozenset}:
        return _several(get_origin(hint), _converter(get_args(hint)[0]))
    if _is_enum(hint):
        return lambda value, _: hint(value)
    if hint in _WRITTEN:
        read = _WRITTEN[hint]
        return lambda value, _: read(value) if isinstance(value, str) else value
    return None


def _several(made_of: Any, convert: _Convert | None) -> _Convert:
    if convert is None:
        return lambda parts, _: made_of(parts)
    return lambda parts, currency: made_of(convert(part, currency) for part in _all(parts))


def _all(parts: Any) -> Iterable[Any]:
    found: Iterable[Any] = parts.all() if hasattr(parts, "all") else parts
    return found


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, enum.Enum)
