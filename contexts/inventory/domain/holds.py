"""The states of a hold and what each step does to the counters."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from ..contracts import HoldState


class Step(enum.StrEnum):
    """A change of state that can happen to a hold."""

    CONFIRM = "CONFIRM"
    RELEASE = "RELEASE"
    EXPIRE = "EXPIRE"
    RETURN = "RETURN"


@dataclass(frozen=True, slots=True)
class Move:
    """By how much the counters of a date change."""

    held: int
    sold: int

    def __mul__(self, units: int) -> Move:
        """Return the change for so many units."""
        return Move(held=self.held * units, sold=self.sold * units)


TRANSITIONS: dict[tuple[HoldState, Step], HoldState] = {
    (HoldState.HELD, Step.CONFIRM): HoldState.CONFIRMED,
    (HoldState.HELD, Step.RELEASE): HoldState.RELEASED,
    (HoldState.HELD, Step.EXPIRE): HoldState.EXPIRED,
    (HoldState.CONFIRMED, Step.RETURN): HoldState.RETURNED,
}

MOVES: dict[Step, Move] = {
    Step.CONFIRM: Move(held=-1, sold=1),
    Step.RELEASE: Move(held=-1, sold=0),
    Step.EXPIRE: Move(held=-1, sold=0),
    Step.RETURN: Move(held=0, sold=-1),
}

# What one unit more in the lines of a hold moves, by the state that it is in.
CHANGES: dict[HoldState, Move] = {
    HoldState.HELD: Move(held=1, sold=0),
    HoldState.CONFIRMED: Move(held=0, sold=1),
}


def source_of(*, step: Step) -> HoldState:
    """Return the one state from which a step starts."""
    return next(state for state, taken in TRANSITIONS if taken is step)
