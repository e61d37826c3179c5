"""Bring people, roles, assignments, partners and the activity log over from Tripura's present database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from riz.use_cases import use_case

from ..gateways.schema_v3 import Source
from ..parts.accounts import queries as accounts
from ..parts.organisations import api as organisations
from . import _import_partners, _import_people, _import_roles
from ._imported_rows import Refused, Taken, take_batch

Tell = Callable[[str, "Counts"], None]


@dataclass(slots=True)
class Counts:
    """How far a table is."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(slots=True)
class Report:
    """What came over, and each row that could not with its reason."""

    counts: dict[str, Counts] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    notes: list[Refused] = field(default_factory=list)


def import_schema_v3(
    *,
    source: Source,
    seller: str,
    at: dt.datetime,
    dry_run: bool = False,
    tell: Tell = lambda *_: None,
) -> Report:
    """Take every row that is new or was changed in the source since it came; what was changed here stays as it is.

    Each batch is a transaction of its own, so that a run that is cut off is continued by the next. A dry run does the
    same in one transaction that is rolled back. `seller` is the slug of the organisation whose people Tripura's staff
    and asset managers are.
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
    home = organisations.ensure_organisation(slug=seller, name="Tripura Tourism", at=at)
    for table, take in (
        ("api_partners", _import_partners.take_partners),
        ("api_credentials", _import_partners.take_credentials),
        ("users", _import_people.take_users),
        ("user_credentials", _import_people.refuse_orphans),
        ("roles", _import_roles.take_roles),
        ("user_roles", _import_roles.take_user_roles(home.id)),
        ("asset_manager_assignments", _import_roles.take_assignments(home.id)),
        ("user_activity_logs", _import_people.take_activity),
    ):
        counts = report.counts.setdefault(table, Counts())
        for rows in source.batches(table):
            _note(report, counts, len(rows), take_batch(table, rows, take, at=at))
            tell(table, counts)
    _leave_cache_behind()
    return report


@use_case
def _leave_cache_behind() -> None:
    accounts.ACCOUNTS.change_all()
    accounts.FACTS.change_all()


def _note(report: Report, counts: Counts, read: int, taken: Taken) -> None:
    counts.read += read
    counts.written += taken.written
    counts.unchanged += taken.unchanged
    counts.refused += len(taken.refused)
    report.refused += taken.refused
    report.notes += taken.notes
