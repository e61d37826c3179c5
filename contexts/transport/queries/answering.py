"""Answers that many ask for, made once for each state of the timetable and of prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from ..contracts import Place, When, Wishes
from ..domain.options.ranking import write_weights
from ..gateways import answers, live_views
from . import searching
from .options import weights_of


def recalled(parts: tuple[str, ...], make: Callable[[], str], *, now: dt.datetime) -> str:
    """Return the answer to what the parts say in full, as it was made a moment ago, or make it."""
    book = searching.book_of(now)
    state = (searching.timetable(book).state, book.generation)
    return answers.recalled((*state, *parts), make, is_passing=live_views.is_behind)


def asked(origin: Place, destination: Place, when: When, wishes: Wishes) -> tuple[str, ...]:
    """Return all that an answer depends on, the same for questions that differ by their spelling.

    Raises:
        InvalidCriteria: they can't be read.
    """
    return (
        repr(origin),
        repr(destination),
        repr(when),
        ",".join(sorted(wishes.modes)) if wishes.modes is not None else "*",
        ",".join(sorted(wishes.expand)),
        repr(
            (
                wishes.max_walk_m,
                wishes.max_rides,
                wishes.wheelchair,
                wishes.luggage,
                write_weights(weights_of(wishes)),
                wishes.currency,
                wishes.language,
                wishes.everything,
            )
        ),
    )
