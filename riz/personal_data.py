"""The registry of personal data: each context says how it is gathered, and what stands in the way of erasing it.

    @exports("booking")                       # in a context's queries
    def export_bookings(*, user_id: UUID) -> Section: ...

    @hinders("booking")
    def running_bookings(*, user_id: UUID) -> list[str]: ...

    keeps("booking", "Bookings without names: what was sold, when and for how much. Tax law, eight years.")

A context forgets a person when it hears `identity.user.erased.v1`. Tables of the kernel hear no events: what lies there is
forgotten by `@forgets`, in the transaction that erases the account.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

Section = dict[str, Any] | list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The person who was erased, for contexts that know people by address and not by account."""

    user_id: UUID
    email: str = field(repr=False)
    full_name: str = field(repr=False)
    phone: str = field(repr=False)


class Collect(Protocol):
    """Returns what a context knows of a person, as plain values that JSON can hold."""

    def __call__(self, *, user_id: UUID) -> Section: ...


class Hinder(Protocol):
    """Returns a sentence for each thing that has to be settled before a person can be erased."""

    def __call__(self, *, user_id: UUID) -> list[str]: ...


class Forget(Protocol):
    """Removes a person from tables that hear no events."""

    def __call__(self, *, user_id: UUID) -> None: ...


class Remember(Protocol):
    """Returns who was erased; None when nobody needs to know any more."""

    def __call__(self, *, user_id: UUID) -> Person | None: ...


_collectors: dict[str, Collect] = {}
_hindrances: dict[str, Hinder] = {}
_kept: dict[str, str] = {}
_forgetters: dict[str, Forget] = {}
_rememberers: dict[str, Remember] = {}

Function = TypeVar("Function", bound=Callable[..., Any])


def exports(name: str) -> Callable[[Function], Function]:
    """Have the decorated function gather the section `name` of everybody's export.

    Raises:
        TypeError: another function does so already.
    """
    return _into(_collectors, name)


def hinders(name: str) -> Callable[[Function], Function]:
    """Have the decorated function say what stands in the way of erasing a person."""
    return _into(_hindrances, name)


def forgets(name: str) -> Callable[[Function], Function]:
    """Have the decorated function remove a person from tables of the kernel."""
    return _into(_forgetters, name)


def remembers(function: Function) -> Function:
    """Have the decorated function say who was erased."""
    return _into(_rememberers, "identity")(function)


def erased_person(*, user_id: UUID) -> Person | None:
    """Return who was erased, while contexts still have to answer; None when all have, or nobody was."""
    return next((found for ask in _rememberers.values() if (found := ask(user_id=user_id))), None)


def keeps(name: str, says: str) -> None:
    """Say what stays after an erasure, and which law wants it."""
    _kept[name] = says


def collect(*, user_id: UUID) -> dict[str, Section]:
    """Gather everything that RIZ knows of a person, a section for each context."""
    return {name: _collectors[name](user_id=user_id) for name in sorted(_collectors)}


def hindrances(*, user_id: UUID) -> list[str]:
    """Return everything that has to be settled before a person can be erased."""
    return [
        sentence for name in sorted(_hindrances) for sentence in _hindrances[name](user_id=user_id)
    ]


def forget(*, user_id: UUID) -> None:
    """Remove a person from the tables of the kernel, inside the caller's transaction."""
    for name in sorted(_forgetters):
        _forgetters[name](user_id=user_id)


def kept() -> dict[str, str]:
    """Return what stays after an erasure, for each context."""
    return {name: _kept[name] for name in sorted(_kept)}


def exported() -> frozenset[str]:
    """Return the names of the sections that an export has."""
    return frozenset(_collectors)


def _into(registry: dict[str, Any], name: str) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        known = registry.setdefault(name, function)
        if (known.__module__, known.__qualname__) != (function.__module__, function.__qualname__):
            raise TypeError(f"{name} is taken by {known.__module__}.{known.__qualname__}")
        return function

    return register


def without(person: Person | None, text: str) -> str:
    """Return a text of free words without the person's name, address and phone number."""
    facts = (person.email, person.full_name, person.phone) if person else ()
    for fact in facts:
        if fact:
            text = re.sub(re.escape(fact), "…", text, flags=re.IGNORECASE)
    return text
