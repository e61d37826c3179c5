"""The import contracts hold, and each of them can break."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.support.waiting import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


def lint(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--config", "importlinter.ini", "--no-cache", *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@dataclass(frozen=True)
class Violation:
    contract: str
    file: str
    line: str
    names: str


VIOLATIONS = [
    Violation("platform", "riz/ids.py", "import contexts.identity", "riz.ids -> contexts.identity"),
    Violation(
        "front-doors",
        "contexts/booking/queries.py",
        "from contexts.catalog.parts.packages import queries as _q",
        "contexts.booking.queries -> contexts.catalog.parts.packages.queries",
    ),
    Violation(
        "context-map",
        "contexts/catalog/api.py",
        "from contexts.booking import api as _b",
        "contexts.catalog.api -> contexts.booking.api",
    ),
    Violation("context-map", "contexts/newcomer/__init__.py", "", "contexts.newcomer"),
    Violation("inside", "contexts/inventory/utils.py", "", "contexts.inventory.utils"),
    Violation(
        "inside",
        "contexts/inventory/domain/__init__.py",
        "from ..use_cases import place_hold as _p",
        "contexts.inventory.domain -> contexts.inventory.use_cases",
    ),
    Violation(
        "part-doors",
        "contexts/catalog/parts/packages/queries.py",
        "from ..destinations import models as _m",
        "contexts.catalog.parts.packages.queries -> contexts.catalog.parts.destinations.models",
    ),
    Violation(
        "catalog-parts",
        "contexts/catalog/parts/amenities/queries.py",
        "from ..packages import api as _p",
        "contexts.catalog.parts.amenities.queries -> contexts.catalog.parts.packages.api",
    ),
    Violation(
        "identity-parts",
        "contexts/identity/parts/activity/use_cases/record_security_event.py",
        "from ...sessions import api as _s",
        "contexts.identity.parts.activity.use_cases.record_security_event -> contexts.identity.parts.sessions.api",
    ),
    Violation(
        "transport-domain",
        "contexts/transport/domain/engine/__init__.py",
        "from ..options import ranking as _r",
        "contexts.transport.domain.engine -> contexts.transport.domain.options.ranking",
    ),
    Violation(
        "thin-entry-points",
        "contexts/booking/rest/views.py",
        "from .. import models as _m",
        "contexts.booking.rest.views -> contexts.booking.models",
    ),
    Violation(
        "http-stays-at-the-edge",
        "contexts/booking/queries.py",
        "import rest_framework",
        "contexts.booking.queries -> rest_framework",
    ),
    Violation(
        "gateways-connect",
        "contexts/booking/use_cases/create_booking.py",
        "import socket",
        "contexts.booking.use_cases.create_booking -> socket",
    ),
    Violation(
        "pure",
        "contexts/booking/contracts.py",
        "import django.db",
        "contexts.booking.contracts -> django",
    ),
    Violation(
        "composition-root",
        "config/urls.py",
        "from contexts.booking import models as _m",
        "config.urls -> contexts.booking.models",
    ),
    Violation(
        "importing",
        "contexts/booking/queries.py",
        "from riz.importing import words as _w",
        "contexts.booking.queries -> riz.importing.words",
    ),
]


def test_every_contract_has_a_violation_that_breaks_it():
    declared = configparser.ConfigParser()
    declared.read(ROOT / "importlinter.ini")

    contracts = {name.rsplit(":", 1)[1] for name in declared.sections() if ":contract:" in name}

    assert contracts == {violation.contract for violation in VIOLATIONS}


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    copy = tmp_path_factory.mktemp("house")
    for package in ("riz", "contexts", "config"):
        shutil.copytree(
            ROOT / package,
            copy / package,
            ignore=shutil.ignore_patterns("__pycache__", "fixtures", "templates", "static"),
        )
    shutil.copy(ROOT / "importlinter.ini", copy)
    return copy


def test_the_import_contracts_hold_also_for_rooms_that_were_just_made(tree):
    shutil.copy(ROOT / "contexts/README.md", tree / "contexts")
    for room in (ROOT / "contexts").iterdir():
        if (room / "__init__.py").exists() and not (room / "domain").exists():
            call_command("new_context", room.name, root=tree, stdout=StringIO())

    result = lint(tree)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda v: f"{v.contract}: {v.file}")
def test_a_violation_breaks_its_contract(tree, violation):
    path = tree / violation.file
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{violation.line}\n")

    try:
        result = lint(tree, "--contract", violation.contract)
    finally:
        if before is None:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
        else:
            path.write_text(before)

    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout
    assert violation.names in " ".join(result.stdout.split())
