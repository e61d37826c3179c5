"""Labels and answers of which none is nowhere worse than another."""

from __future__ import annotations

from contexts.transport.domain.timetable.view import CRITERIA, Int32, Int64

from .compiled import uncounted
from .layout import (
    ANSWER,
    ANSWERS,
    ARRIVES,
    BOARDED,
    BOARDED_AT,
    BY_ARRIVAL,
    DEPARTS,
    END_S,
    END_SPENT,
    HOLDS,
    MAX_RIDES,
    NEXT,
    RIDES,
    SPENT,
    USED,
    VALUES,
)


@uncounted
def insert(labels: Int32, heads: Int32, at: int, new: int, now: int) -> bool:
    """Put a label in front of a list that it belongs to; those it is nowhere worse than leave it."""
    if is_covered(labels, heads, at, new, now):
        return False
    before, label = -1, heads[at]
    while label >= 0:
        after = labels[label, NEXT]
        if not _covers(labels, new, label, now):
            before = label
        elif before < 0:
            heads[at] = after
        else:
            labels[before, NEXT] = after
        label = after
    labels[new, NEXT] = heads[at]
    heads[at] = new
    return True


@uncounted
def is_covered(labels: Int32, heads: Int32, at: int, new: int, now: int) -> bool:
    label = heads[at]
    while label >= 0:
        if _covers(labels, label, new, now):
            return True
        label = labels[label, NEXT]
    return False


@uncounted
def _covers(labels: Int32, one: int, other: int, now: int) -> bool:
    """Tell whether a label is nowhere worse than another of the same list."""
    for column in range(VALUES):
        if labels[one, column] > labels[other, column]:
            return False
    if labels[one, HOLDS] != labels[other, HOLDS]:
        return False
    # Who boarded further along at this very moment cannot alight where the other still can.
    return _boarded_now(labels, one, now) <= _boarded_now(labels, other, now)


@uncounted
def _boarded_now(labels: Int32, label: int, now: int) -> int:
    return labels[label, BOARDED] if labels[label, BOARDED_AT] == now else -1


@uncounted
def is_useless(
    labels: Int32, answers: Int64, counts: Int64, limits: Int64, label: int, needed: int, now: int
) -> bool:
    """Tell whether this label can't better the answers known any more."""
    if labels[label, RIDES] + needed > limits[MAX_RIDES]:
        return True
    for row in range(counts[ANSWERS]):
        better = limits[BY_ARRIVAL] == 1 and answers[row, ARRIVES] > now
        better |= answers[row, RIDES] > labels[label, RIDES] + needed
        better |= answers[row, DEPARTS] > labels[label, DEPARTS]
        for column in range(SPENT, VALUES):
            better |= answers[row, column] > labels[label, column]
        if not better:
            return True
    return False


@uncounted
def keep_answer(
    egress: Int32, limits: Int64, labels: Int32, answers: Int64, counts: Int64, row: int, now: int
) -> None:
    """Keep the newest label as an answer unless one is nowhere worse; drop those that it is nowhere worse than."""
    used = counts[ANSWERS]
    for column in range(VALUES):
        answers[used, column] = labels[counts[USED], column]
    for column in range(CRITERIA):
        answers[used, SPENT + column] += egress[row, END_SPENT + column]
    answers[used, ARRIVES] = (now + egress[row, END_S]) * limits[BY_ARRIVAL]
    for known in range(used):
        if _is_nowhere_worse(answers, known, used):
            return
    kept = 0
    for known in range(used + 1):
        if known == used or not _is_nowhere_worse(answers, used, known):
            for column in range(ANSWER):
                answers[kept, column] = answers[known, column]
            kept += 1
    counts[ANSWERS] = kept


@uncounted
def _is_nowhere_worse(answers: Int64, one: int, other: int) -> bool:
    worse = False
    for column in range(ANSWER):
        worse |= answers[one, column] > answers[other, column]
    return not worse
