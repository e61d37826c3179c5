"""A deterministic sample of any event, made from its types."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import types
import typing
from typing import Any
from uuid import UUID

from riz.events import Event
from riz.money import Money


def sample_of(cls: type[Event]) -> Event:
    """Return an event with every field filled; two calls return equal ones."""
    hints = typing.get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls)]
    return cls(**{name: _sample(hints[name], number) for number, name in enumerate(names, 1)})


def _sample(hint: Any, number: int) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _sample(next(one for one in arguments if one is not types.NoneType), number)
    if origin is tuple:
        return (_sample(arguments[0], number), _sample(arguments[0], number + 1))
    if origin is dict:
        return {"key": _sample(arguments[1], number)}
    if origin is typing.Literal:
        return arguments[0]
    return _sample_plain(hint, number)


def _sample_plain(hint: type[Any], number: int) -> Any:
    if hint is Money:
        return Money(100_000 + number, "INR")
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return hint(**{name: _sample(hints[name], number) for name in hints})
    if issubclass(hint, enum.Enum):
        return next(iter(hint))
    return {
        UUID: UUID(int=number),
        dt.datetime: dt.datetime(2026, 3, 14, 9, 30, number, tzinfo=dt.UTC),
        dt.date: dt.date(2026, 3, number),
        dt.time: dt.time(9, number),
        bool: True,
        int: number,
        str: f"text {number}",
    }[hint]
