"""CPU time of questions to several engines that take turns, so that all meet the same machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .questions import Question

Ask = Callable[[Question], object]


@dataclass
class Taken:
    """Milliseconds of CPU for each question."""

    ms: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle one."""
        return round(statistics.median(self.ms), 4)

    @property
    def p95(self) -> float:
        """What 19 of 20 stay below."""
        return round(sorted(self.ms)[int(0.95 * (len(self.ms) - 1))], 4)


def in_turns(
    asks: dict[str, Ask], questions: list[Question], *, at_most: dict[str, int], warm: int = 3
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
                ask(question)
                taken[name].ms.append(1000 * (time.process_time() - begun))
    return taken


def report(title: str, taken: dict[str, Taken]) -> None:
    """Print the table of one network."""
    print(f"\n{title:44}{'queries':>9}{'median ms':>11}{'p95 ms':>10}{'CPU s':>8}")
    for name, each in taken.items():
        total = sum(each.ms) / 1000
        print(f"{name:44}{len(each.ms):9}{each.median:11.3f}{each.p95:10.3f}{total:8.1f}")
