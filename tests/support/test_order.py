"""The order of tests, for one worker and for several."""

from __future__ import annotations

import pytest

from tests.support.order import COMPILED, LONGEST, dealt

NAMES = [
    *(f"tests/contexts/booking/test_a.py::{number}" for number in range(40)),
    *(f"{COMPILED}test_b.py::{number}" for number in range(10)),
    *(f"{start}test_c.py::{number}" for start in LONGEST for number in range(2)),
]


def order(names, workers):
    return dealt(names, workers=workers, name_of=str)


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
@pytest.mark.parametrize("names", [NAMES, NAMES[:1], NAMES[40:], []])
def test_no_test_is_lost_or_repeated(names, workers):
    assert sorted(order(names, workers)) == sorted(names)


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_each_part_begins_with_long_tests_and_ends_with_compiled_ones(workers):
    names = order(NAMES, workers)
    size = len(names) // workers

    parts = [names[start : start + size] for start in range(0, len(names), size)]

    for part in parts:
        ranks = [name.startswith(COMPILED) - name.startswith(LONGEST) for name in part]
        assert ranks == sorted(ranks)
        assert {-1, 1} <= {*ranks}
