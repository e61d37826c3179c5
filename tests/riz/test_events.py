"""Events as plain Python: names, subscriptions, JSON there and back."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import FrozenInstanceError, dataclass
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riz import events
from riz.events import Event, OnDead, on
from riz.money import Money

AT = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)


class Colour(enum.StrEnum):
    RED = "RED"
    BLUE = "BLUE"


@dataclass(frozen=True, slots=True)
class Line:
    amount: Money
    day: dt.date


class Painted(Event):
    """Carries one of everything."""

    name: ClassVar[str] = "tests.wall.painted.v1"
    aggregate: ClassVar[str] = "wall_id"
    wall_id: UUID
    colour: Colour
    lines: tuple[Line, ...] = ()
    counts: dict[str, int]
    painter_id: UUID | None = None
    dry_at: dt.time | None = None
    note: str = "none"


EVENTS = st.builds(
    Painted,
    occurred_at=st.datetimes(
        timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=5, minutes=30))]),
        min_value=dt.datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    ),
    wall_id=st.uuids(),
    colour=st.sampled_from(Colour),
    lines=st.lists(
        st.builds(Line, amount=st.builds(Money, st.integers(), st.just("INR")), day=st.dates())
    ).map(tuple),
    counts=st.dictionaries(st.text(), st.integers()),
    painter_id=st.none() | st.uuids(),
    dry_at=st.none() | st.times(),
    note=st.text(),
)


def painted(**facts: Any) -> Painted:
    return Painted(
        **{"occurred_at": AT, "wall_id": UUID(int=1), "colour": Colour.RED, "counts": {}} | facts
    )


class TestEvent:
    def test_is_frozen_and_keyword_only(self):
        event = painted()

        with pytest.raises(FrozenInstanceError):
            event.note = "changed"
        with pytest.raises(TypeError):
            Painted(AT)

    def test_knows_its_aggregate(self):
        event = painted()

        assert event.aggregate_id == UUID(int=1)
        assert event.aggregate_type == "tests.wall"

    @pytest.mark.parametrize("name", ["", "painted", "tests.wall.painted", "Tests.wall.painted.v1"])
    def test_needs_a_name_that_reads_well(self, name):
        with pytest.raises(TypeError, match="should read context"):
            type("Bad", (Event,), {"name": name, "aggregate": "occurred_at"})

    def test_needs_an_aggregate_among_its_fields(self):
        with pytest.raises(TypeError, match="names no field"):
            type("Bad", (Event,), {"name": "tests.wall.lost.v1", "aggregate": "nothing"})

    def test_shares_its_name_with_no_other(self):
        with pytest.raises(TypeError, match="already the name"):
            type("Other", (Event,), {"name": Painted.name, "aggregate": "occurred_at"})


class TestPayload:
    @given(event=EVENTS)
    def test_is_read_back_as_it_was(self, event):
        assert events.from_payload(Painted, events.to_payload(event)) == event

    def test_is_json_in_stable_forms(self):
        payload = events.to_payload(
            painted(lines=(Line(Money(5, "INR"), dt.date(2026, 3, 1)),), dry_at=dt.time(12, 0))
        )

        assert payload == {
            "occurred_at": "2026-03-14T09:30:00Z",
            "wall_id": "00000000-0000-0000-0000-000000000001",
            "colour": "RED",
            "lines": [{"amount": {"amount_minor": 5, "currency": "INR"}, "day": "2026-03-01"}],
            "counts": {},
            "painter_id": None,
            "dry_at": "12:00:00",
            "note": "none",
        }

    def test_of_newer_code_is_read_without_what_is_unknown(self):
        payload = events.to_payload(painted()) | {"brand": "new"}

        assert events.from_payload(Painted, payload) == painted()

    def test_of_older_code_is_read_with_defaults(self):
        payload = events.to_payload(painted(note="lost"))
        del payload["note"], payload["painter_id"]

        assert events.from_payload(Painted, payload) == painted(note="none")

    def test_without_a_fact_that_has_no_default_is_refused(self):
        payload = events.to_payload(painted())
        del payload["colour"]

        with pytest.raises(TypeError, match="colour"):
            events.from_payload(Painted, payload)

    @pytest.mark.parametrize("value", [1.5, object(), b"bytes"])
    def test_carries_no_float_and_nothing_opaque(self, value):
        with pytest.raises(TypeError, match="can't carry"):
            events.to_payload(painted(note=value))


class TestOn:
    @pytest.fixture(autouse=True)
    def _clean(self):
        yield
        events.unsubscribe("tests.painter")

    def test_subscribes_by_a_stable_name(self):
        on(Painted, handler="tests.painter")(takes)

        (subscription,) = events.subscriptions(Painted.name)
        assert (subscription.handler, subscription.on_dead) == ("tests.painter", OnDead.BLOCK)
        assert "tests.painter" in events.handlers()
        assert set(events.subscriptions_of("tests.painter")) == {Painted.name}

    def test_twice_by_the_same_function_is_once(self):
        on(Painted, handler="tests.painter")(takes)
        on(Painted, handler="tests.painter")(takes)

        assert len(events.subscriptions(Painted.name)) == 1

    def test_refuses_a_second_function_under_the_name(self):
        on(Painted, handler="tests.painter")(takes)

        with pytest.raises(TypeError, match="already takes"):
            on(Painted, handler="tests.painter")(takes_too)

    def test_refuses_a_handler_of_two_minds_about_the_dead(self):
        on(Painted, handler="tests.painter")(takes)

        with pytest.raises(TypeError, match="one on_dead"):
            on(Repainted, handler="tests.painter", on_dead=OnDead.SKIP)(takes)


class Repainted(Event):
    name: ClassVar[str] = "tests.wall.repainted.v1"
    aggregate: ClassVar[str] = "wall_id"
    wall_id: UUID


def takes(event: Any, delivery: Any) -> None:
    pass


def takes_too(event: Any, delivery: Any) -> None:
    pass
