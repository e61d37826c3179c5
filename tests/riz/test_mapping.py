"""Contracts made of rows."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from riz.mapping import to_contract


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
