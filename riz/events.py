"""Typed domain events and who listens to them: plain Python, no tables, no Django.

An event is a frozen dataclass with a stable wire name `context.subject.past_participle.vN`. Changes
are additive; anything else is a `.v2` beside the `.v1`. `riz.outbox` stores and delivers them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
import re
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, dataclass_transform
from uuid import UUID

from riz.money import Money

_NAME = re.compile(r"^[a-z_]+\.[a-z_]+\.[a-z_]+\.v[1-9][0-9]*$")


@dataclass_transform(frozen_default=True, kw_only_default=True)
@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every event; a subclass with a `name` becomes a frozen, keyword-only dataclass and is registered.

    Class attributes:
        name: the wire name.
        aggregate: the field that holds the UUID of the aggregate; order is kept for each aggregate.
    """

    name: ClassVar[str] = ""
    aggregate: ClassVar[str] = ""
    occurred_at: dt.datetime

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        dataclass(frozen=True, kw_only=True)(cls)
        _register(cls)

    @property
    def aggregate_id(self) -> UUID:
        """Return the id of the thing that this happened to."""
        return typing.cast(UUID, getattr(self, self.aggregate))

    @property
    def aggregate_type(self) -> str:
        """Return `context.subject`, the first half of the name."""
        return ".".join(self.name.split(".")[:2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Facts for a handler beside the event. `id` is the same at every attempt: the idempotency key for the outside."""

    id: UUID
    event_id: UUID
    aggregate_version: int
    attempt: int


Handler = Callable[[Any, Delivery], None]


class OnDead(enum.StrEnum):
    """The fate of later events of an aggregate once one of them is given up for a handler."""

    BLOCK = "BLOCK"
    SKIP = "SKIP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A handler of one event under a stable name that is no dotted path, so that code can move."""

    event_name: str
    handler: str
    call: Handler
    on_dead: OnDead = OnDead.BLOCK


_events: dict[str, type[Event]] = {}
_subscriptions: dict[str, dict[str, Subscription]] = {}


def _register(cls: type[Event]) -> None:
    if not _NAME.match(cls.name):
        raise TypeError(
            f"{cls.__name__}.name is {cls.name!r}; it should read context.subject.participle.v1"
        )
    if cls.aggregate not in {field.name for field in dataclasses.fields(typing.cast(Any, cls))}:
        raise TypeError(f"{cls.__name__}.aggregate names no field of it")
    known = _events.get(cls.name)
    if known is not None and (known.__module__, known.__qualname__) != (
        cls.__module__,
        cls.__qualname__,
    ):
        raise TypeError(f"{cls.name} is already the name of {known.__qualname__}")
    _events[cls.name] = cls


def on(
    event: type[Event], *, handler: str, on_dead: OnDead = OnDead.BLOCK
) -> Callable[[Handler], Handler]:
    """Subscribe the decorated function `(event, delivery)`; the same `handler` name may take several events.

    The handler runs inside a transaction that also records that it is done. Effects outside the
    database belong in a row that a task works off, keyed by `delivery.id`.

    Raises:
        TypeError: the handler takes this event already, or says otherwise of the dead elsewhere.
    """

    def subscribe(call: Handler) -> Handler:
        by_handler = _subscriptions.setdefault(event.name, {})
        if handler in by_handler and by_handler[handler].call.__qualname__ != call.__qualname__:
            raise TypeError(f"{handler} already takes {event.name}")
        if any(other.on_dead is not on_dead for other in subscriptions_of(handler).values()):
            raise TypeError(f"{handler} has one on_dead for all the events that it takes")
        by_handler[handler] = Subscription(
            event_name=event.name, handler=handler, call=call, on_dead=on_dead
        )
        return call

    return subscribe


def event_class(name: str) -> type[Event]:
    """Return the event class of a wire name; KeyError when this code does not know it."""
    return _events[name]


def all_events() -> dict[str, type[Event]]:
    """Return every registered event by wire name."""
    return dict(_events)


def handlers() -> tuple[str, ...]:
    """Return the names of all handlers."""
    return tuple(sorted({name for by_handler in _subscriptions.values() for name in by_handler}))


def subscriptions_of(handler: str) -> dict[str, Subscription]:
    """Return what a handler takes, by wire name."""
    return {
        name: by_handler[handler]
        for name, by_handler in _subscriptions.items()
        if handler in by_handler
    }


def unsubscribe(handler: str) -> None:
    """Take a handler away; what it has pending stays."""
    for by_handler in _subscriptions.values():
        by_handler.pop(handler, None)


def subscriptions(event_name: str) -> tuple[Subscription, ...]:
    """Return who listens to an event."""
    return tuple(_subscriptions.get(event_name, {}).values())


def all_subscriptions() -> tuple[Subscription, ...]:
    """Return every subscription."""
    return tuple(sub for by_handler in _subscriptions.values() for sub in by_handler.values())


def to_payload(event: Event) -> dict[str, Any]:
    """Write an event's facts as JSON-serialisable values."""
    return {
        field.name: _write(getattr(event, field.name))
        for field in dataclasses.fields(typing.cast(Any, event))
    }


def from_payload(cls: type[Event], payload: dict[str, Any]) -> Event:
    """Read an event back. Unknown keys are ignored and missing ones take their defaults: old and new code both read it."""
    hints = _field_types(typing.cast(Any, cls))
    return cls(**{key: _read(hints[key], item) for key, item in payload.items() if key in hints})


@functools.cache
def _field_types(cls: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def _write(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _write(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, list | tuple):
        return [_write(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _write(item) for key, item in value.items()}
    return _write_plain(value)


def _write_plain(value: Any) -> Any:
    match value:
        case enum.Enum():
            return value.value
        case UUID():
            return str(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        case dt.date() | dt.time():
            return value.isoformat()
        case None | bool() | int() | str():
            return value
    raise TypeError(f"an event can't carry a {type(value).__name__}")


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _read(next(arg for arg in typing.get_args(hint) if arg is not types.NoneType), value)
    if origin is tuple:
        return tuple(_read(typing.get_args(hint)[0], item) for item in value)
    if origin is dict:
        return {key: _read(typing.get_args(hint)[1], item) for key, item in value.items()}
    return _read_plain(hint, value)


def _read_plain(hint: Any, value: Any) -> Any:
    if not isinstance(hint, type):
        return value
    if hint is Money:
        return Money(value["amount_minor"], value["currency"])
    if dataclasses.is_dataclass(hint):
        hints = _field_types(hint)
        return hint(**{key: _read(hints[key], item) for key, item in value.items() if key in hints})
    if issubclass(hint, dt.datetime | dt.date | dt.time):
        return hint.fromisoformat(value)
    if issubclass(hint, UUID | enum.Enum):
        return hint(value)
    return value
