"""CPU time of questions to several engines that take turns, so that all meet the same machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Final

from .questions import Question

TURN: Final = 20
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
    """Ask every engine some questions before the next ones; slow ones stop after a number of them.

    Turns of 20 keep processor caches as warm as they are in use, and are short enough for all to meet the same machine.
    """
    for ask in asks.values():
        for question in questions[:warm]:
            ask(question)
    taken = {name: Taken() for name in asks}
    for first in range(0, len(questions), TURN):
        for name, ask in asks.items():
            turn = questions[: at_most.get(name, len(questions))][first : first + TURN]
            _ask(ask, turn, taken[name], keep=name in keep)
    return taken


def _ask(ask: Ask, questions: list[Question], taken: Taken, *, keep: bool) -> None:
    for question in questions:
        begun = time.process_time()
        answer = ask(question)
        taken.ms.append(1000 * (time.process_time() - begun))
        if keep:
            taken.answers.append(answer)


def report(title: str, taken: dict[str, Taken]) -> None:
    """Print the table of one network."""
    print(f"\n{title:44}{'queries':>9}{'median ms':>11}{'p95 ms':>10}{'CPU s':>8}")
    for name, each in taken.items():
        total = sum(each.ms) / 1000
        print(f"{name:44}{len(each.ms):9}{each.median:11.3f}{each.p95:10.3f}{total:8.1f}")
