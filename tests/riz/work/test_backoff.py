"""One formula for all that is tried again."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from riz.work.backoff import Backoff

SECOND, HOUR = dt.timedelta(seconds=1), dt.timedelta(hours=1)
BACKOFF = Backoff(first=SECOND, longest=HOUR, most_attempts=3)


@given(st.integers(min_value=1, max_value=10_000))
def test_a_pause_doubles_up_to_the_longest_and_half_of_it_is_chance(attempts: int) -> None:
    most = min(SECOND * 2 ** min(attempts - 1, 20), HOUR)

    assert most / 2 <= BACKOFF.pause_after(attempts) <= most


def test_many_that_failed_at_once_do_not_come_back_at_once() -> None:
    assert len({BACKOFF.pause_after(9) for _ in range(50)}) > 40


def test_it_ends_after_the_most_attempts_where_there_are_such() -> None:
    assert [BACKOFF.is_exhausted(attempts) for attempts in (2, 3, 4)] == [False, True, True]
    assert not Backoff(first=SECOND, longest=HOUR).is_exhausted(10_000)
