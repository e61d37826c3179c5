"""Which rides may share a ticket."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.domain.costing.tickets import sharing

LABELS = st.lists(st.frozensets(st.integers(0, 7), max_size=3), max_size=8)


def groups(*labels: str) -> list[tuple[int, ...]]:
    return sharing([frozenset(each) for each in labels])


def test_rides_with_nothing_in_common_stay_apart():
    assert groups() == []
    assert groups("a", "b", "c") == [(0,), (1,), (2,)]
    assert groups("", "") == [(0,), (1,)], "who has no label shares none"


def test_one_label_in_common_is_enough():
    assert groups("ab", "c", "bd") == [(0, 2), (1,)]


def test_a_label_is_passed_on():
    """The last ride has something in common with both, who have nothing with each other."""
    assert groups("a", "b", "c", "ab") == [(0, 1, 3), (2,)]
    assert groups("ab", "bc", "cd") == [(0, 1, 2)]


@given(LABELS)
def test_groups_are_whole_and_apart(labels):
    found = sharing(labels)
    assert sorted(ride for group in found for ride in group) == list(range(len(labels)))
    held = [frozenset().union(*(labels[ride] for ride in group)) for group in found]
    assert all(one.isdisjoint(other) for one, other in combinations(held, 2))
    for group in found:
        _can_not_be_split(labels, group)


def _can_not_be_split(labels, group):
    reached, todo = {group[0]}, [group[0]]
    while todo:
        here = todo.pop()
        more = {ride for ride in group if not labels[ride].isdisjoint(labels[here])} - reached
        reached |= more
        todo += more
    assert reached == set(group)
