"""Faults of a feed, named as the field's validator names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ..timetable.view import Int32


class Severity(StrEnum):
    """How bad it is: ERROR breaks the specification, WARNING its recommendations, INFO is worth knowing."""

    ERROR = "ERROR"
    WARNING = "WARNING"
    INFO = "INFO"


@dataclass(frozen=True, slots=True)
class Notice:
    """A finding. `row` counts from 1 with the header; 0 is the whole file."""

    code: str
    severity: Severity
    file: str
    row: int
    field: str
    value: str
    message: str


_SHOWN = 80
"""Characters of a cell that a notice repeats."""


@dataclass(slots=True)
class Report:
    """Collects notices: a few samples of each code and file, and how many there were in all."""

    samples: int
    notices: list[Notice] = field(default_factory=list)
    totals: Counter[tuple[str, Severity, str]] = field(default_factory=Counter)

    def add(
        self,
        code: str,
        severity: Severity,
        file: str = "",
        *,
        row: int = 0,
        field: str = "",
        value: str = "",
        message: str = "",
        count: int = 1,
    ) -> None:
        """Note one finding, or `count` of them with one sample."""
        key = (code, severity, file)
        if self.totals[key] < self.samples:
            shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
            self.notices.append(Notice(code, severity, file, row, field, shown, message))
        self.totals[key] += count

    def add_rows(
        self,
        code: str,
        severity: Severity,
        file: str,
        rows: Sequence[int] | Int32,
        *,
        field: str = "",
        values: Iterable[str] = (),
        message: str = "",
    ) -> None:
        """Note one finding for each row; `values` are needed for the first of them only."""
        if not len(rows):
            return
        key = (code, severity, file)
        room = max(0, min(len(rows), self.samples - self.totals[key]))
        shown = list(values)[:room]
        shown += [""] * (room - len(shown))
        for row, value in zip(rows[:room], shown, strict=True):
            self.add(code, severity, file, row=int(row), field=field, value=value, message=message)
        self.totals[key] += len(rows) - room

    def room(self, code: str, severity: Severity, file: str) -> int:
        """Return how many more samples of a code are wanted."""
        return max(0, self.samples - self.totals[code, severity, file])
