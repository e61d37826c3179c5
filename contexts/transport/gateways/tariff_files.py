"""The facts about cost that come with the project: CSV files, a fact and its source on each row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field

from .. import errors, models

DIRECTORY = Path(__file__).resolve().parent.parent / "data"
TABLES: dict[str, type[models.CostFact]] = {
    "tariffs": models.Tariff,
    "emissions": models.EmissionFactor,
    "comfort": models.ComfortWeight,
    "rates": models.ExchangeRate,
}
_LARGEST_FILE = 5_000_000


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of a file as an unsaved row of its table."""

    file: str
    line: int
    row: models.CostFact


def read_facts(directory: Path = DIRECTORY) -> tuple[FactRow, ...]:
    """Read and check every file.

    Raises:
        InvalidCostFacts: a file is missing or a value not acceptable; `faults` lists all of it.
    """
    faults: list[str] = []
    rows = [row for file in TABLES for row in _read_file(directory, file, faults)]
    seen: set[tuple[str, str]] = set()
    for each in rows:
        key = (each.file, each.row.code)
        if key in seen:
            faults.append(f"{each.file}.csv:{each.line}: {each.row.code} is there twice")
        seen.add(key)
    if faults:
        raise errors.InvalidCostFacts(faults=faults)
    return tuple(rows)


def _read_file(directory: Path, file: str, faults: list[str]) -> Iterable[FactRow]:
    path = directory / f"{file}.csv"
    try:
        if path.stat().st_size > _LARGEST_FILE:
            faults.append(f"{path.name} is larger than any such file")
            return
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path.name} can't be read: {error}")
        return
    for line, values in enumerate(csv.DictReader(text.splitlines()), 2):
        try:
            yield FactRow(file, line, _row(TABLES[file], values))
        except ValidationError as refusal:
            faults += [f"{path.name}:{line}: {message}" for message in _messages(refusal)]


def _row(model: type[models.CostFact], values: Mapping[Any, Any]) -> models.CostFact:
    """Make a row of texts; what is empty is as the table has it by default."""
    row = model()
    for name, text in values.items():
        if not isinstance(name, str) or not isinstance(text, str):
            raise ValidationError("It has more or fewer values than the first line has names.")
        try:
            field = model._meta.get_field(name)  # noqa: SLF001 - Django's documented Meta API
        except FieldDoesNotExist as fault:
            raise ValidationError(f"There is no column {name}.") from fault
        if text.strip() and isinstance(field, Field):
            setattr(row, name, field.to_python(text.strip()))
    # Both would ask the database, once for each row; validators say the same as the constraints.
    row.full_clean(validate_unique=False, validate_constraints=False)
    return row


def _messages(refusal: ValidationError) -> list[str]:
    if not hasattr(refusal, "error_dict"):
        return list(refusal.messages)
    return [
        f"{field}: {message}"
        for field, messages in refusal.message_dict.items()
        for message in messages
    ]
