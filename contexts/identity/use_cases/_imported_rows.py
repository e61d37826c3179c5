"""The parts that every table of an import shares: only what changed is taken, and a batch comes whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import models as orm

from riz.use_cases import use_case

from .. import models
from ..domain.schema_v3 import fingerprint
from ..gateways.schema_v3 import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that can't come, or something to know about one that came."""

    table: str
    row_id: str
    reason: str


@dataclass(slots=True)
class Taken:
    """Outcome of a batch."""

    written: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)
    notes: list[Refused] = field(default_factory=list)


class Batch:
    """The rows of a batch that are new or changed, and what is said about them."""

    def __init__(self, table: str, rows: Sequence[Row], at: dt.datetime) -> None:
        self.table = table
        self.rows = rows
        self.at = at
        self.refused: list[Refused] = []
        self.notes: list[Refused] = []
        self._refused_ids: set[str] = set()

    def refuse(self, row: Row, reason: str) -> None:
        """Leave a row out; it is looked at again in the next run."""
        key = row_id(row)
        self._refused_ids.add(key)
        self.refused.append(Refused(table=self.table, row_id=key, reason=reason))

    def note(self, row: Row, reason: str) -> None:
        """Say what is different about a row that comes."""
        self.notes.append(Refused(table=self.table, row_id=row_id(row), reason=reason))

    @property
    def accepted(self) -> list[Row]:
        """Return the rows that were not refused."""
        return [row for row in self.rows if row_id(row) not in self._refused_ids]


Take = Callable[[Batch], None]
Model = TypeVar("Model", bound=orm.Model)


@use_case
def take_batch(table: str, rows: Sequence[Row], take: Take, *, at: dt.datetime) -> Taken:
    """Take what is new or changed, and mark it as taken."""
    marks = {row_id(row): fingerprint(row) for row in rows}
    known = dict(
        models.ImportedRow.objects.filter(table=table, row_id__in=marks).values_list(
            "row_id", "fingerprint"
        )
    )
    batch = Batch(table, [row for row in rows if known.get(row_id(row)) != marks[row_id(row)]], at)
    if batch.rows:
        take(batch)
    accepted = batch.accepted
    models.ImportedRow.objects.bulk_create(
        [
            models.ImportedRow(table=table, row_id=row_id(row), fingerprint=marks[row_id(row)])
            for row in accepted
        ],
        update_conflicts=True,
        unique_fields=["table", "row_id"],
        update_fields=["fingerprint"],
    )
    return Taken(
        written=len(accepted),
        unchanged=len(rows) - len(batch.rows),
        refused=batch.refused,
        notes=batch.notes,
    )


def row_id(row: Row) -> str:
    """Return the id of a row, or of both sides of a joining one."""
    return str(row["id"]) if "id" in row else f"{row['user_id']}/{row['role_id']}"


def upsert(model: type[Model], rows: Iterable[Model], *, changes: Sequence[str]) -> None:
    """Write rows by id; of those that are there, only these columns change."""
    model._base_manager.bulk_create(  # noqa: SLF001
        list(rows), update_conflicts=True, unique_fields=["id"], update_fields=list(changes)
    )
