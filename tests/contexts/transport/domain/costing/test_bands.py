from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.domain.costing.bands import (
    FARTHEST_M,
    MILLIONTHS,
    Band,
    BandsUnreadable,
    millionths,
    millionths_of,
    read_bands,
)
from contexts.transport.domain.costing.book import Tariff
from contexts.transport.domain.costing.tariffs import fare, fares
from contexts.transport.domain.modes import Mode

ends = st.lists(st.integers(1, 5_000_000), max_size=5, unique=True).map(sorted)
rates = st.lists(st.integers(0, 10_000_000), min_size=6, max_size=6)


@st.composite
def bands(draw):
    borders = [*draw(ends), None]
    return tuple(Band(end, rate) for end, rate in zip(borders, draw(rates), strict=False))


@st.composite
def tariffs(draw):
    least = draw(st.integers(0, 100_000))
    return Tariff(
        code="t",
        mode=Mode.BUS,
        currency="INR",
        base_minor=draw(st.integers(0, 100_000)),
        bands=draw(bands()),
        minute_thousandths=draw(st.integers(0, 100_000)),
        minimum_minor=least,
        maximum_minor=draw(st.none() | st.integers(least, 10_000_000)),
        rounding_minor=draw(st.sampled_from([1, 50, 100, 500])),
    )


metres = st.integers(0, FARTHEST_M)


def written(thousandths):
    return "*" if thousandths is None else f"{thousandths // 1000}.{thousandths % 1000:03d}"


@given(bands())
def test_what_was_written_is_read(one):
    text = " ".join(f"{written(band.up_to_m)}={written(band.rate_thousandths)}" for band in one)

    assert read_bands(text) == one


@given(bands(), metres)
def test_amounts_are_those_of_counting_metre_stretches_by_hand(one, distance):
    total, start = 0, 0
    for band in one:
        end = distance if band.up_to_m is None else min(distance, band.up_to_m)
        total += max(end - start, 0) * band.rate_thousandths
        start = max(start, end)

    assert int(millionths(one, np.array([distance]))[0]) == total
    assert millionths_of(one, distance) == total


@pytest.mark.parametrize(
    "text",
    ["5", "=3", "x=3", "5=3", "5=3 4=2 *=1", "*=1 5=2", "*=-1", "*=nan", "*=1.0005", "0=1 *=1"],
)
def test_other_texts_are_refused(text):
    with pytest.raises(BandsUnreadable):
        read_bands(text)


@given(tariffs(), st.lists(metres, min_size=2, max_size=9).map(sorted), st.integers(0, 10**6))
def test_fares_are_never_negative_and_never_fall_with_distance(tariff, distances, seconds):
    asked = fares(tariff, np.array(distances), seconds).tolist()

    assert asked[0] >= 0
    assert all(a <= b for a, b in pairwise(asked))
    assert asked == [fare(tariff, distance, seconds) for distance in distances]


@given(tariffs(), metres)
def test_fares_are_whole_coins_within_their_limits(tariff, distance):
    asked = fare(tariff, distance)

    assert asked % tariff.rounding_minor == 0
    assert asked >= tariff.minimum_minor
    if tariff.maximum_minor is not None:
        assert asked < tariff.maximum_minor + tariff.rounding_minor


def test_a_meter_runs_by_distance_and_time():
    auto = Tariff(
        code="auto",
        mode=Mode.TAXI,
        currency="INR",
        base_minor=2000,
        bands=read_bands("2=0 *=1000"),
        minute_thousandths=100_000,
    )

    assert fare(auto, 2000) == 2000
    assert fare(auto, 3500, 120) == 2000 + 1500 + 200
    assert MILLIONTHS == 1_000_000
