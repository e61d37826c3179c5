"""The tables that come over, each brought by the context whose rows they become, and the batches in which they do."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from django.utils.module_loading import autodiscover_modules

from riz.values import BadValue

if TYPE_CHECKING:
    from django.db.models import Model

Row = dict[str, Any]
ImportBatch = Callable[["Batch"], None]
ZONE = ZoneInfo("Asia/Kolkata")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Why a row can't come, or something to know about one that came."""

    table: str
    row_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the source: what is read of it, which columns name a row, and who makes rows of ours."""

    name: str
    query: str
    key: tuple[str, ...]
    import_batch: ImportBatch

    def row_id(self, row: Row) -> str:
        """Return the id of a row, or of both sides of a joining one."""
        return "/".join(str(row[column]) for column in self.key)


@dataclass(slots=True, kw_only=True)
class Batch:
    """The rows of a batch that are new or changed, and what is said about them.

    Attributes:
        seller: the slug of the organisation whose people Tripura's staff and asset managers are.
    """

    table: Table
    rows: Sequence[Row]
    seller: str
    at: dt.datetime
    refused: dict[str, Remark] = field(default_factory=dict)
    notes: list[Remark] = field(default_factory=list)

    def refuse(self, row: Row, reason: str) -> None:
        """Leave a row out; it is looked at again in the next run."""
        self.refused[self.table.row_id(row)] = self._remark(row, reason)

    def report_difference(self, row: Row, reason: str) -> None:
        """Report how a row that comes differs from what it was."""
        self.notes.append(self._remark(row, reason))

    @property
    def accepted(self) -> list[Row]:
        """Return the rows that were not refused."""
        return [row for row in self.rows if self.table.row_id(row) not in self.refused]

    def _remark(self, row: Row, reason: str) -> Remark:
        return Remark(table=self.table.name, row_id=self.table.row_id(row), reason=reason)


AnyModel = TypeVar("AnyModel", bound="Model")
_tables: dict[str, Table] = {}


def imports(
    name: str, query: str, import_batch: ImportBatch, *, key: tuple[str, ...] = ("id",)
) -> None:
    """Have what the query finds of a table imported by this function; the query's order is always the same.

    Tables come in the order in which they are stated: those of contexts upstream first.
    """
    _tables[name] = Table(name=name, query=query, key=key, import_batch=import_batch)


def all_tables() -> list[Table]:
    """Return every table that a context brings, once each has stated its own."""
    autodiscover_modules("importing")
    return list(_tables.values())


def instant(local: dt.datetime | None) -> dt.datetime | None:
    """Return the instant of a time without zone, which is local in Tripura; one with a zone is what it says."""
    if local is None or local.tzinfo is not None:
        return local
    return local.replace(tzinfo=ZONE).astimezone(dt.UTC)


def read_value(read: Callable[[str], str], written: str | None) -> str | None:
    """Return what a function of `riz.values` makes of a text; None when it can't be read."""
    try:
        return read(written or "")
    except BadValue:
        return None


def fingerprint(row: Row) -> str:
    """Return what tells whether a row of the source is still as it was when it came over."""
    text = json.dumps(row, default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def upsert(model: type[AnyModel], rows: Iterable[AnyModel], *, changes: Sequence[str]) -> None:
    """Write rows by id; of those that are there, only these columns change."""
    model._base_manager.bulk_create(  # noqa: SLF001
        list(rows), update_conflicts=True, unique_fields=["id"], update_fields=list(changes)
    )
