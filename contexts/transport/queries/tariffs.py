"""The costs of travel on a day, as one book."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

from django.db import connection

from riz.caching import generations

from .. import models
from ..domain.costing import CostBook
from ..gateways.tariff_files import read_facts

GENERATION: Final = "transport.tariffs"
"""Raised by every change of a fact; each process notices within a second."""

_BOOKS_KEPT = 4
_lock = threading.Lock()
_books: dict[str, CostBook] = {}


def cost_book(at: dt.datetime) -> CostBook:
    """Return everything that prices are made of on the day of `at` (UTC).

    Its `generation` differs when any fact does, and only then: days on which the same facts count have the same one.
    Costs no query but that for the number of the facts' state, once in a second. Where nothing was loaded, the files count.
    """
    date = at.astimezone(dt.UTC).date()
    name = f"{generation()}:{date.isoformat()}"
    # Inside a transaction the database shows what others may never get to see.
    if connection.in_atomic_block:
        return _read(date)
    with _lock:
        found = _books.get(name)
    if found is not None:
        return found
    book = _read(date)
    with _lock:
        _books[name] = book
        while len(_books) > _BOOKS_KEPT:
            del _books[next(iter(_books))]
    return book


def generation() -> int:
    """Return the number of the facts' state, at most a second old: feeds whose costs were counted with another are stale."""
    return generations.recent(GENERATION)


def _read(date: dt.date) -> CostBook:
    stored = _book(lambda model: model._default_manager.valid(date))  # noqa: SLF001 - Django's documented API
    if stored.tariffs or stored.emissions or stored.comfort or stored.rates:
        return stored
    return _book(lambda model: _packaged(model, date))


def _packaged(model: type[models.CostFact], date: dt.date) -> list[models.CostFact]:
    return [
        row
        for row in _files()
        if type(row) is model
        and row.valid_from <= date
        and (row.valid_until is None or row.valid_until > date)
    ]


@cache
def _files() -> tuple[models.CostFact, ...]:
    return tuple(each.row for each in read_facts())


def _book(rows_of: Callable[[type[Any]], Iterable[Any]]) -> CostBook:
    tables = (models.Tariff, models.EmissionFactor, models.ComfortWeight, models.ExchangeRate)
    tariffs, emissions, comfort, rates = (_facts(rows_of(model)) for model in tables)
    text = repr((tariffs, emissions, comfort, rates))
    return CostBook(
        tariffs=tariffs,
        emissions=emissions,
        comfort=comfort,
        rates=rates,
        generation=hashlib.sha256(text.encode()).hexdigest()[:16],
    )


def _facts(rows: Iterable[Any]) -> tuple[Any, ...]:
    """Return rows as facts; newest last, so that of two rates for a pair the newer counts."""
    return tuple(row.as_fact() for row in sorted(rows, key=lambda row: (row.valid_from, row.code)))
