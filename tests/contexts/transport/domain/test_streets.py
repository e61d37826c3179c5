from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.streets import (
    STREET_MODES,
    StreetTime,
    estimated_route,
    estimated_times,
    is_plausible,
    length_m,
    straight_m,
)
from contexts.transport.domain.streets_lines import LineUnreadable, read_line, write_line

AGARTALA, UNAKOTI, KOLKATA = (23.8315, 91.2868), (24.317, 92.066), (22.5726, 88.3639)
points = st.tuples(st.floats(-89, 89), st.floats(-179, 179))
modes = st.sampled_from(sorted(STREET_MODES))


def test_distances_that_are_known():
    assert straight_m(AGARTALA, KOLKATA) == pytest.approx(330_000, rel=0.01)
    assert straight_m((0, 0), (0, 90)) == pytest.approx(10_007_557, rel=1e-4)


def test_a_drive_to_unakoti_takes_what_people_say():
    """The road is about 140 km and three and a half hours long."""
    drive = estimated_route(AGARTALA, UNAKOTI, Mode.CAR)

    assert 105_000 < drive.metres < 180_000
    assert 2 * 3600 < drive.seconds < 4.5 * 3600
    assert drive.is_estimated
    assert estimated_route(AGARTALA, AGARTALA, Mode.WALK).seconds == 0


@given(points, points, modes)
def test_ways_are_as_long_both_ways_and_never_shorter_than_straight(origin, destination, mode):
    there = estimated_route(origin, destination, mode)
    back = estimated_route(destination, origin, mode)

    assert (there.metres, there.seconds) == (back.metres, back.seconds)
    assert there.metres >= straight_m(origin, destination) - 1
    assert there.geometry[0] == origin
    assert there.geometry[-1] == destination
    assert length_m(there.geometry) == pytest.approx(
        straight_m(origin, destination), rel=1e-3, abs=1
    )
    assert is_plausible(straight_m(origin, destination), StreetTime(there.metres, there.seconds))


@given(modes)
def test_farther_never_takes_less(mode):
    times = estimated_times([(0, 0)], [(0, east / 300) for east in range(600)], mode)

    assert (np.diff(times.metres[0]) >= 0).all()
    assert (np.diff(times.seconds[0]) >= 0).all()


@given(points, points, modes)
def test_many_at_once_are_what_single_ones_are(origin, destination, mode):
    one = estimated_route(origin, destination, mode)
    many = estimated_times([origin, destination], [destination], mode)

    assert (many.metres[0, 0], many.seconds[0, 0]) == (one.metres, one.seconds)
    assert many.metres[1, 0] == 0


def test_nobody_asks_for_nothing():
    assert estimated_times([], [AGARTALA], Mode.WALK).metres.shape == (0, 1)


@given(st.lists(points, max_size=30), st.sampled_from([5, 6]))
def test_a_line_that_was_written_is_read(line, digits):
    read = read_line(write_line(line, digits=digits), digits=digits)

    assert len(read) == len(line)
    for before, after in zip(line, read, strict=True):
        assert after == pytest.approx(before, abs=10**-digits)


def test_the_line_of_the_encodings_own_example():
    """As the encoding's description has it."""
    line = ((38.5, -120.2), (40.7, -120.95), (43.252, -126.453))
    assert read_line("_p~iF~ps|U_ulLnnqC_mqNvxq`@", digits=5) == line
    assert write_line(line, digits=5) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"


@pytest.mark.parametrize("text", ["_", "?", "\n\n", "é", "~" * 20, "_p~iF~ps|U_ulL", "__~~iF~ps|U"])
def test_texts_that_are_no_lines_are_refused(text):
    with pytest.raises(LineUnreadable):
        read_line(text, digits=5)


@given(st.text(max_size=60))
def test_any_text_is_a_line_or_refused(text):
    try:
        line = read_line(text, digits=5)
    except LineUnreadable:
        return
    assert all(abs(latitude) <= 90 and abs(longitude) <= 180 for latitude, longitude in line)
