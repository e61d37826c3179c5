"""Answers are made of contracts: each type has its field, what is hidden stays hidden, and what is said of a field is shown."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import pytest
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from riz.money import Money
from riz.rest.outputs import ContractSerializer, output, written
from riz.rest.reading import page_of
from riz.rest.views import ApiView
from riz.values import Email, IpAddress, Phone

ID = UUID("0198c5f0-1122-7aaa-8bbb-99aabbccddee")


class Colour(enum.StrEnum):
    RED = "RED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A place to sit; `row` is None on deck."""

    row: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Boat:
    """Something that floats."""

    id: UUID
    name: str
    colour: Colour
    length: float
    price: Money
    deposit: Money | None
    built: dt.date
    seen_at: dt.datetime
    leaves: dt.time
    email: Email | Literal[""]
    """None is written as an empty text."""
    phone: Phone
    ip: IpAddress | None
    seats: tuple[Seat, ...]
    captain: Seat | None
    flags: frozenset[str]
    log: dict[str, Any]
    is_afloat: bool = True
    hull_number: str = "H1"
    note: str | None = None


BOAT = Boat(
    id=ID,
    name="Neer",
    colour=Colour.RED,
    length=7.5,
    price=Money(100, "INR"),
    deposit=None,
    built=dt.date(2026, 1, 2),
    seen_at=dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
    leaves=dt.time(6, 30),
    email="",
    phone="+913812225555",
    ip=None,
    seats=(Seat(row=1), Seat(row=None)),
    captain=None,
    flags=frozenset({"b", "a"}),
    log={"a": 1},
)


class BoatSerializer(ContractSerializer):
    contract = Boat
    hidden = ("hull_number",)
    renamed = {"is_afloat": "afloat"}  # noqa: RUF012
    sample = BOAT
    note = serializers.CharField(required=False, help_text="Left out where there is none.")
    kind = serializers.CharField(read_only=True, default="boat")
    shout = serializers.SerializerMethodField()

    def get_shout(self, boat: Boat) -> str:
        return boat.name.upper()


AS_JSON = {
    "id": str(ID),
    "name": "Neer",
    "colour": "RED",
    "length": 7.5,
    "price": {"amount_minor": 100, "currency": "INR"},
    "deposit": None,
    "built": "2026-01-02",
    "seen_at": "2026-01-02T03:04:05Z",
    "leaves": "06:30:00",
    "email": "",
    "phone": "+91 381 222 5555",
    "ip": None,
    "seats": [{"row": 1}, {"row": None}],
    "captain": None,
    "flags": ["a", "b"],
    "log": {"a": 1},
    "afloat": True,
    "kind": "boat",
    "shout": "NEER",
}


class Boats(ApiView):
    authentication_classes = ()

    @extend_schema(operation_id="list_boats", responses={200: page_of(BoatSerializer)})
    def get(self, request: Request) -> Response: ...


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    generator = SchemaGenerator(patterns=[path("api/v1/boats", Boats.as_view())])
    described = generator.get_schema(public=True)
    operation = described["paths"]["/api/v1/boats"]["get"]
    example = operation["responses"]["200"]["content"]["application/json"]["example"]
    return {**described["components"]["schemas"], "example of a page": example}


def test_a_contract_is_written_by_the_types_of_its_fields():
    assert written(BoatSerializer(), BOAT) == AS_JSON
    assert list(written(BoatSerializer(), BOAT)) == list(AS_JSON)


def test_several_are_written_alike():
    assert [dict(one) for one in BoatSerializer([BOAT, BOAT], many=True).data] == [
        BoatSerializer(BOAT).data
    ] * 2


def test_types_are_described(schemas):
    fields = schemas["Boat"]["properties"]

    assert {name: fields[name].get("format") for name in ("id", "seen_at", "built", "length")} == {
        "id": "uuid",
        "seen_at": "date-time",
        "built": "date",
        "length": "double",
    }
    assert fields["email"]["oneOf"] == [
        {"type": "string", "format": "email"},
        {"type": "string", "maxLength": 0},
    ]
    assert fields["ip"] == {"type": "string", "nullable": True}
    assert fields["deposit"]["nullable"] is True
    assert fields["seats"]["items"] == {"$ref": "#/components/schemas/Seat"}
    assert set(schemas["Boat"]["required"]) == set(fields) - {"note"}


def test_what_is_said_in_python_is_said_in_json(schemas):
    assert schemas["Boat"]["properties"]["email"]["description"].startswith("Null is written")
    assert schemas["Seat"]["description"] == "A place to sit; `row` is null on deck."
    assert schemas["Boat"]["properties"]["note"]["description"] == "Left out where there is none."


def test_the_sample_is_the_example(schemas):
    assert schemas["example of a page"]["results"] == [AS_JSON]


def test_a_contract_has_one_serializer():
    assert output(Boat) is BoatSerializer
    assert output(Seat) is output(Seat)


def test_nothing_is_hidden_that_others_show():
    with pytest.raises(TypeError, match="before Seat is shown in full"):
        type("LaterSerializer", (ContractSerializer,), {"contract": Seat, "hidden": ("row",)})
