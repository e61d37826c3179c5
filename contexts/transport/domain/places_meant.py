"""Which of several places of one name is meant, by its size and by what else is named with it.

Who goes from Agartala to Udaipur means the town 42 km away, who goes there from Delhi the city in Rajasthan. Travel between
two places grows with their sizes and falls with the distance (the gravity model: G. K. Zipf, The P1 P2 / D Hypothesis, American
Sociological Review 11, 1946), and much of it ends at borders (J. McCallum, National Borders Matter, American Economic
Review 85, 1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .places import metres_between

STANDS_OUT: Final = 3
"""So many times as likely as the next of its name, a place is meant without saying more."""
ONE_PLACE_M: Final = 1_500
"""Places of one name and kind nearer than this are one to whoever names it: the two sides of a street."""
NEAR_M: Final = 10_000
"""Below this, nearer is not likelier."""
BORDER: Final = 4
"""A place abroad counts as if it were so many times as far. Our choice, below what is found of trade."""
POWER: Final = 1.5
"""Of the distance by which the pull of a place falls: between the 1 of Zipf's hypothesis and the 2 of gravity. Our choice."""
_MOST_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be meant: how great it is among those of its kind, where, and in which country."""

    importance: int
    point: tuple[float, float]
    country: str


def meant_together(named: Sequence[Sequence[Candidate]]) -> list[int | None]:
    """Return, for each name, which of its candidates (at least one, the greatest first) is meant beside the others.

    That is the one that is far likelier here; where there is none, the one that is far greater; None where neither is.
    """
    chosen = [0] * len(named)
    for _ in range(_MOST_ROUNDS):
        before = list(chosen)
        for i, candidates in enumerate(named):
            meant = _meant(candidates, _others(named, chosen, i))
            chosen[i] = chosen[i] if meant is None else meant
        if chosen == before:
            break
    return [_meant(candidates, _others(named, chosen, i)) for i, candidates in enumerate(named)]


def _others(
    named: Sequence[Sequence[Candidate]], chosen: Sequence[int], but: int
) -> list[Candidate]:
    return [named[i][one] for i, one in enumerate(chosen) if i != but]


def _meant(candidates: Sequence[Candidate], others: Sequence[Candidate]) -> int | None:
    likelier = _prominent(candidates, _pulls(candidates, others))
    if likelier is not None:
        return likelier
    return _prominent(candidates, [float(candidate.importance) for candidate in candidates])


def _prominent(candidates: Sequence[Candidate], likely: Sequence[float]) -> int | None:
    best = max(range(len(candidates)), key=likely.__getitem__)
    rivals = [
        other
        for other, candidate in enumerate(candidates)
        if metres_between(candidates[best].point, candidate.point) > ONE_PLACE_M
    ]
    is_far_ahead = likely[best] > 0 and all(
        likely[best] >= STANDS_OUT * likely[other] for other in rivals
    )
    return best if is_far_ahead or not rivals else None


def _pulls(candidates: Sequence[Candidate], others: Sequence[Candidate]) -> list[float]:
    """Return how strongly each draws travellers of the other places: its size alone where no other is named."""
    if not others:
        return [float(candidate.importance) for candidate in candidates]
    return [
        (candidate.importance + 1) * sum(_apart(candidate, other) ** -POWER for other in others)
        for candidate in candidates
    ]


def _apart(here: Candidate, there: Candidate) -> float:
    """Return metres, more of them across a border."""
    metres = max(float(NEAR_M), metres_between(here.point, there.point))
    is_abroad = here.country and there.country and here.country != there.country
    return metres * BORDER if is_abroad else metres
