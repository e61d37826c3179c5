"""Which of several places of one name is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.domain.places_meant import Candidate, meant_together

LONDON, ONTARIO = (
    Candidate(8_961_989, (51.5, -0.13), "GB"),
    Candidate(422_324, (42.98, -81.23), "CA"),
)
DECCAN, SINDH = (
    Candidate(6_993_262, (17.39, 78.46), "IN"),
    Candidate(1_921_275, (25.4, 68.38), "PK"),
)
TORONTO = Candidate(2_600_000, (43.7, -79.42), "CA")
NEW_YORK = Candidate(8_175_133, (40.71, -74.01), "US")
DELHI = Candidate(10_927_986, (28.65, 77.23), "IN")
NOWHERE = Candidate(0, (10.0, 10.0), "")


@pytest.mark.parametrize(
    ("rivals", "other", "meant"),
    [
        ((LONDON, ONTARIO), TORONTO, 1),
        ((LONDON, ONTARIO), NEW_YORK, 0),
        ((DECCAN, SINDH), DELHI, 0),
        ((LONDON, ONTARIO), NOWHERE, 0),
    ],
)
def test_size_distance_and_borders_tell(rivals, other, meant):
    assert meant_together([rivals, [other]]) == [meant, 0]
    assert meant_together([[other], rivals]) == [0, meant]


def test_alone_the_far_greater_is_meant():
    assert meant_together([(LONDON, ONTARIO)]) == [0]
    assert meant_together([(Candidate(3, (0, 0), ""), Candidate(2, (1, 1), ""))]) == [None]


def test_places_of_no_known_size_are_told_apart_by_distance_alone():
    here, there = Candidate(0, (10.1, 10.0), ""), Candidate(0, (12.0, 10.0), "")

    assert meant_together([(there, here), [NOWHERE]]) == [1, 0]
    assert meant_together([(there, here)]) == [None]


def test_two_sides_of_a_street_are_no_rivals():
    sides = (Candidate(0, (10.0, 10.0), ""), Candidate(0, (10.001, 10.0), ""))

    assert meant_together([sides]) == [0]


def test_two_that_are_unclear_clear_each_other():
    far, near = Candidate(50, (40.0, 0.0), "ES"), Candidate(50, (10.0, 10.0), "NG")
    other_far, other_near = Candidate(50, (-30.0, 150.0), "AU"), Candidate(50, (10.2, 10.0), "NG")

    assert meant_together([(far, near), (other_near, other_far)]) == [1, 0]


@given(
    st.lists(
        st.lists(
            st.builds(
                Candidate,
                st.integers(0, 2**31 - 1),
                st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
                st.sampled_from(["", "IN", "BD"]),
            ),
            min_size=1,
            max_size=6,
        ),
        max_size=5,
    )
)
def test_there_is_always_an_answer_and_one_candidate_is_never_unclear(named):
    meant = meant_together(named)

    assert len(meant) == len(named)
    for one, candidates in zip(meant, named, strict=True):
        assert one is None or 0 <= one < len(candidates)
        assert one == 0 or len(candidates) > 1
