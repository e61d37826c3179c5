"""Identifiers sort by the time they were made."""

from __future__ import annotations

import time

from riz.ids import new_id


def test_are_uuids_of_version_seven():
    made = new_id()

    assert made.version == 7
    assert abs((made.int >> 80) / 1000 - time.time()) < 5


def test_are_distinct_and_in_order():
    made = [new_id() for _ in range(10_000)]

    assert len(set(made)) == 10_000
    assert made == sorted(made)
