"""Runs of the import: every table by batches, each of which comes whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from riz.importing.models import ImportedRow
from riz.importing.source import Source, read_batches
from riz.importing.tables import Batch, Remark, Row, Table, all_tables, fingerprint
from riz.use_cases import use_case


@dataclass(slots=True)
class Counts:
    """How far a table is."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    refused: int = 0


Tell = Callable[[str, Counts], None]


@dataclass(slots=True)
class Report:
    """What came over, and each row that could not with its reason."""

    counts: dict[str, Counts] = field(default_factory=dict)
    refused: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def add(self, batch: Batch, *, read: int) -> Counts:
        """Count a batch, and return what its table has come to."""
        counts = self.counts[batch.table.name]
        counts.read += read
        counts.written += len(batch.accepted)
        counts.unchanged += read - len(batch.rows)
        counts.refused += len(batch.refused)
        self.refused += batch.refused.values()
        self.notes += batch.notes
        return counts


def import_all(
    *,
    source: Source,
    seller: str,
    at: dt.datetime,
    dry_run: bool = False,
    tell: Tell = lambda *_: None,
) -> Report:
    """Import every row that is new or was changed in the source since it came; what was changed here stays as it is.

    Each batch is a transaction of its own, so that a run that is cut off is continued by the next. A dry run does the
    same in one transaction that is rolled back.
    """
    run = _run_dry if dry_run else _run
    return run(source, seller, at, tell)


@use_case
def _run_dry(source: Source, seller: str, at: dt.datetime, tell: Tell) -> Report:
    report = _run(source, seller, at, tell)
    transaction.set_rollback(True)
    return report


def _run(source: Source, seller: str, at: dt.datetime, tell: Tell) -> Report:
    report = Report()
    for table in all_tables():
        report.counts[table.name] = Counts()
        for rows in read_batches(source, table.query):
            batch = _import_batch(table, rows, seller=seller, at=at)
            tell(table.name, report.add(batch, read=len(rows)))
    return report


@use_case
def _import_batch(table: Table, rows: Sequence[Row], *, seller: str, at: dt.datetime) -> Batch:
    """Import what is new or changed, and remember how it was."""
    now = {table.row_id(row): fingerprint(row) for row in rows}
    before = dict(
        ImportedRow.objects.filter(table=table.name, row_id__in=now).values_list(
            "row_id", "fingerprint"
        )
    )
    changed = [row for row in rows if before.get(key := table.row_id(row)) != now[key]]
    batch = Batch(table=table, rows=changed, seller=seller, at=at)
    if changed:
        table.import_batch(batch)
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(table=table.name, row_id=key, fingerprint=now[key])
            for key in map(table.row_id, batch.accepted)
        ],
        update_conflicts=True,
        unique_fields=["table", "row_id"],
        update_fields=["fingerprint"],
    )
    return batch
