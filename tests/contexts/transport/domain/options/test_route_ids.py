"""Ways written as text and read again."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.options.route_ids import (
    MoveRef,
    NotARoute,
    Point,
    RideRef,
    Route,
    decode,
    encode,
    rounded,
    shortened,
)

DEGREES = st.floats(-180, 180).map(rounded)
POINTS = st.builds(
    Point, st.text(max_size=60).map(shortened), DEGREES, DEGREES, st.just("Asia/Kolkata")
)
NUMBERS = st.integers(0, 2**31)
RIDES = st.builds(
    lambda trip, day, board, hops: RideRef(0, trip, day, board, board + hops),
    NUMBERS, st.integers(-10_000, 60_000), st.integers(0, 500), st.integers(1, 500),
)  # fmt: skip
MOVES = st.builds(MoveRef, st.sampled_from([Mode.WALK, Mode.TAXI]), NUMBERS, NUMBERS, NUMBERS)
ROUTES = st.builds(
    Route,
    POINTS,
    POINTS,
    st.binary(min_size=16, max_size=16).map(lambda key: (key,)),
    st.builds(
        lambda ride, rest: (ride, *rest), RIDES, st.lists(st.one_of(RIDES, MOVES), max_size=8)
    ),
)


@given(ROUTES)
def test_a_route_is_read_as_it_was_written(route):
    assert decode(encode(route)) == route


@given(ROUTES)
def test_an_id_is_short_and_needs_no_escape(route):
    text = encode(route)

    assert len(text) < 560
    assert all(c.isascii() and (c.isalnum() or c in "-_") for c in text)


@given(st.one_of(st.text(max_size=100), st.binary(max_size=200).map(lambda raw: raw.hex())))
def test_anything_else_is_refused(text):
    with pytest.raises(NotARoute):
        decode(text)


@given(ROUTES, st.data())
def test_no_two_texts_are_one_route(route, data):
    text = encode(route)
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.sampled_from("AB-_9z=")) + text[at + 1 :]
    with suppress(NotARoute):
        assert decode(changed) != route or changed == text
