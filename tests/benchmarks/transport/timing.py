"""CPU time of questions to several engines that take turns, so that all meet the same machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from .questions import Question

Ask = Callable[[Question], Any]


@dataclass
class Taken:
    """Milliseconds of CPU for each question, the first questions first."""

    ms: list[float] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    """Of those engines whose answers were to be kept."""

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.ms)

    @property
    def p95(self) -> float:
        """What 19 of 20 stay below."""
        return p95(self.ms)


def median(ms: list[float]) -> float:
    """Return the middle one."""
    return round(statistics.median(ms), 4)


def p95(ms: list[float]) -> float:
    """Return what 19 of 20 stay below."""
    return round(sorted(ms)[int(0.95 * (len(ms) - 1))], 4)


def in_turns(
    asks: dict[str, Ask],
    questions: list[Question],
    *,
    at_most: dict[str, int],
    keep: Collection[str] = (),
    warm: int = 3,
) -> dict[str, Taken]:
    """Ask every engine each question before the next question; slow ones stop after a number of them."""
    for ask in asks.values():
        for question in questions[:warm]:
            ask(question)
    taken = {name: Taken() for name in asks}
    for number, question in enumerate(questions):
        for name, ask in asks.items():
            if number < at_most.get(name, len(questions)):
                begun = time.process_time()
                answer = ask(question)
                taken[name].ms.append(1000 * (time.process_time() - begun))
                if name in keep:
                    taken[name].answers.append(answer)
    return taken


def report(title: str, taken: dict[str, Taken]) -> None:
    """Print the table of one network."""
    print(f"\n{title:44}{'queries':>9}{'median ms':>11}{'p95 ms':>10}{'CPU s':>8}")
    for name, each in taken.items():
        total = sum(each.ms) / 1000
        print(f"{name:44}{len(each.ms):9}{each.median:11.3f}{each.p95:10.3f}{total:8.1f}")
