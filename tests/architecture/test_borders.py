"""The borders hold, and each rule of them can be broken."""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from django.apps import apps

import contexts
from tests.architecture import borders
from tests.architecture.borders import File
from tests.architecture.parsing import nodes_of

ROOT = Path(__file__).resolve().parents[2]
CONTEXTS = frozenset(module.name for module in pkgutil.iter_modules(contexts.__path__))


@cache
def owners() -> dict[str, str]:
    return {
        model._meta.db_table: model.__module__.split(".")[1]
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("contexts.")
    }


def read(path: str | Path, nodes: Iterable[ast.AST]) -> File:
    return File(PurePosixPath(path), tuple(nodes), CONTEXTS, owners(), CONTEXTS)


@cache
def house() -> tuple[File, ...]:
    return tuple(
        read(path.relative_to(ROOT), nodes_of(path))
        for package in ("riz", "contexts", "config")
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    )


@pytest.mark.parametrize("rule", borders.RULES, ids=lambda rule: rule.__name__)
def test_the_borders_hold(rule):
    assert len(owners()) > 50
    assert [f"{file.path}: {fault}" for file in house() for fault in rule(file)] == []


VIOLATIONS = [
    (
        "contexts/booking/domain/parties.py",
        "from contexts.identity import api as identity",
        "imports contexts.identity.api",
    ),
    (
        "contexts/booking/contracts.py",
        "from contexts.catalog import api as catalog",
        "imports contexts.catalog.api",
    ),
    (
        "contexts/booking/queries.py",
        "SQL = 'SELECT u.email FROM booking_booking b JOIN identity_user u ON u.id = b.created_by'",
        "SQL names identity_user, which is identity's",
    ),
    (
        "contexts/booking/use_cases/create_booking.py",
        "from django.contrib.auth import get_user_model",
        "imports django.contrib.auth.get_user_model",
    ),
    (
        "contexts/booking/use_cases/_offers.py",
        "Package = import_string('contexts.catalog.parts.packages.models.Package')",
        "names contexts.catalog in a string",
    ),
    (
        "contexts/booking/rest/views.py",
        "from django.db import connection",
        "imports django.db.connection",
    ),
    (
        "contexts/booking/handlers.py",
        "from riz.outbox.models import Delivery",
        "imports riz.outbox.models.Delivery",
    ),
    ("riz/reach.py", "MODEL = 'booking.Booking'", "the kernel names 'booking.Booking'"),
    (
        "contexts/booking/api.py",
        "def read_booking(*, booking_id: UUID) -> Any: ...",
        "says Any",
    ),
    (
        "contexts/booking/domain/offers.py",
        "from riz.caching.rows import CachedRows",
        "imports riz.caching.rows.CachedRows",
    ),
    (
        "contexts/booking/domain/offers.py",
        "from riz.sealing import seal",
        "imports riz.sealing.seal",
    ),
]


@pytest.mark.parametrize(("path", "line", "message"), VIOLATIONS, ids=lambda given: str(given)[:60])
def test_a_violation_is_named(path, line, message):
    file = read(path, ast.walk(ast.parse(f'"""A file."""\n\n{line}\n')))

    faults = [fault for rule in borders.RULES for fault in rule(file)]

    assert [fault[: len(message)] for fault in faults] == [message]


def test_every_rule_has_a_violation():
    broken = {
        rule
        for path, line, _ in VIOLATIONS
        for rule in borders.RULES
        if list(rule(read(path, ast.walk(ast.parse(line)))))
    }

    assert broken == set(borders.RULES)
