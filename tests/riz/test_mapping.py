"""Contracts made of rows."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from types import SimpleNamespace
from uuid import UUID

import pytest

from riz.mapping import to_contract
from riz.money import Money

ID = UUID("0198c5f0-1122-7aaa-8bbb-99aabbccddee")


class Colour(enum.StrEnum):
    RED = "RED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boat:
    name: str
    colour: Colour
    places: tuple[str, ...]
    owner: str | None = None


def row(**facts):
    return SimpleNamespace(
        **({"name": "Neer", "colour": "RED", "places": ["bow"], "owner": None, "hull": 1} | facts)
    )


def test_what_has_the_same_name_is_copied_as_what_the_contract_states():
    made = to_contract(Boat, row())

    assert made == Boat(name="Neer", colour=Colour.RED, places=("bow",), owner=None)
    assert type(made.colour) is Colour
    assert type(made.places) is tuple


def test_what_is_given_is_not_asked_of_the_row():
    made = to_contract(Boat, SimpleNamespace(name="Neer", places=[]), colour=Colour.RED, owner="A")

    assert (made.colour, made.owner, made.places) == (Colour.RED, "A", ())


@pytest.mark.parametrize(
    ("facts", "error"), [({"colour": "BLUE"}, ValueError), ({"places": None}, TypeError)]
)
def test_what_the_contract_does_not_know_is_a_fault(facts, error):
    with pytest.raises(error):
        to_contract(Boat, row(**facts))


def test_a_row_without_the_attribute_is_a_fault():
    with pytest.raises(AttributeError):
        to_contract(Boat, SimpleNamespace(name="Neer"))


class Paint(enum.StrEnum):
    OIL = "OIL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fare:
    price: Money
    kind: Colour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ferry:
    owner_id: UUID
    paint: Paint | None
    deposit: Money | None
    fares: tuple[Fare, ...]
    flags: frozenset[str]


def ferry(**facts):
    fares = [SimpleNamespace(price_minor=100, kind=""), SimpleNamespace(price_minor=200, kind=None)]
    return SimpleNamespace(
        **(
            {
                "owner_id": ID,
                "paint": "OIL",
                "currency": "INR",
                "deposit_minor": 5,
                "fares": SimpleNamespace(all=lambda: fares),
                "flags": ["a", "a"],
            }
            | facts
        )
    )


def test_money_is_made_of_minor_units_and_the_currency_of_the_whole():
    made = to_contract(Ferry, ferry())

    assert made.deposit == Money(5, "INR")
    assert made.fares == (Fare(price=Money(100, "INR")), Fare(price=Money(200, "INR")))
    assert (made.paint, made.flags) == (Paint.OIL, frozenset({"a"}))


@pytest.mark.parametrize("nothing", [None, ""])
def test_what_is_not_there_is_none(nothing):
    made = to_contract(Ferry, ferry(paint=nothing, deposit_minor=None))

    assert (made.paint, made.deposit) == (None, None)


def test_rows_of_a_json_column_are_read_by_their_keys():
    made = to_contract(Ferry, ferry(owner_id=str(ID), fares=[{"price_minor": 1, "kind": "RED"}]))

    assert (made.owner_id, made.fares) == (ID, (Fare(price=Money(1, "INR"), kind=Colour.RED),))
