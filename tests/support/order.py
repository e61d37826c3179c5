"""In which order tests run.

Each worker is given a part of the list, and who is done takes from the ends of the others' parts. So the longest tests
are dealt out to the beginnings of the parts, where no core is idle beside them, and tests that need compiled loops lie at
the ends: the loops are compiled meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

LONGEST: Final = (
    "tests/config/test_run.py",
    "tests/faults/",
    "tests/riz/outbox/test_relay_processes.py",
    "tests/journeys/test_who_may_do_what.py",
    "tests/journeys/test_injection_finds_nothing.py",
)
COMPILED: Final = "tests/contexts/transport/"

Item = TypeVar("Item")


def dealt(items: Sequence[Item], *, workers: int, name_of: Callable[[Item], str]) -> list[Item]:
    """Return the same tests in an order that suits so many workers."""
    longest = [item for start in LONGEST for item in items if name_of(item).startswith(start)]
    compiled = [item for item in items if name_of(item).startswith(COMPILED)]
    named = {*map(name_of, longest), *map(name_of, compiled)}
    others = [item for item in items if name_of(item) not in named]
    result: list[Item] = []
    for number in range(workers):
        first, last = longest[number::workers], _part(compiled, number, workers)
        is_last = number == workers - 1
        room = max(len(_part(items, number, workers)) - len(first) - len(last), 0)
        taken = len(others) if is_last else room
        result += [*first, *others[:taken], *last]
        others = others[taken:]
    return result


def _part(items: Sequence[Item], number: int, workers: int) -> Sequence[Item]:
    return items[len(items) * number // workers : len(items) * (number + 1) // workers]
