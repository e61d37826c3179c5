"""Loading tariffs, emission factors, comfort weights and exchange rates from files."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from riz.caching import generations
from riz.locking import lock_all
from riz.use_cases import use_case

from .. import models
from ..gateways.tariff_files import TABLES, FactRow
from ..queries.tariffs import GENERATION

_KEPT_COLUMNS = {"id", "edited_at"}


class Outcome(enum.StrEnum):
    """Outcome of a fact."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """Staff have changed it; it stays as they left it."""


@dataclass(frozen=True, slots=True)
class LoadedFact:
    """A row of a file and what became of it."""

    file: str
    code: str
    outcome: Outcome


@use_case
def load_tariffs(
    *, facts: Iterable[FactRow], report: Callable[[LoadedFact], None], dry_run: bool = False
) -> None:
    """Bring the tables to the facts of files, by their codes; what staff changed stays, what the files don't know too.

    All of it or nothing. A dry run reports the same and writes nothing.
    """
    by_file: dict[str, list[FactRow]] = {file: [] for file in TABLES}
    for each in facts:
        by_file[each.file].append(each)
    changes = [_load(file, rows, report, dry_run=dry_run) for file, rows in by_file.items()]
    if any(changes) and not dry_run:
        generations.leave_behind(GENERATION)


def _load(
    file: str, rows: list[FactRow], report: Callable[[LoadedFact], None], *, dry_run: bool
) -> int:
    model = TABLES[file]
    known: Mapping[str, models.CostFact] = {
        row.code: row
        for row in lock_all(model._default_manager.all(), "code")  # noqa: SLF001 - Django's documented API
    }
    added: list[models.CostFact] = []
    changed: list[models.CostFact] = []
    for each in rows:
        outcome = _merge(each.row, known.get(each.row.code), added, changed)
        report(LoadedFact(file, each.row.code, outcome))
    if not dry_run:
        model._default_manager.bulk_create(added)  # noqa: SLF001 - the same
        model._default_manager.bulk_update(changed, _columns(model))  # noqa: SLF001 - the same
    return len(added) + len(changed)


def _merge(
    stated: models.CostFact,
    known: models.CostFact | None,
    added: list[models.CostFact],
    changed: list[models.CostFact],
) -> Outcome:
    if known is None:
        added.append(stated)
        return Outcome.ADDED
    if known.edited_at is not None:
        return Outcome.KEPT
    columns = _columns(type(known))
    if all(getattr(known, name) == getattr(stated, name) for name in columns):
        return Outcome.UNCHANGED
    for name in columns:
        setattr(known, name, getattr(stated, name))
    changed.append(known)
    return Outcome.CHANGED


def _columns(model: type[models.CostFact]) -> list[str]:
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented Meta API
    return [field.name for field in fields if field.name not in _KEPT_COLUMNS]
