"""Names are terms of the glossary or of the field's standards: some that once were ours alone are refused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.parsing import nodes_of

ROOT = Path(__file__).resolve().parents[2]
# What an engineer from elsewhere would search for instead.
INSTEAD = {
    "standing": "state, of a session or a credential; effective, pending, of rows",
    "standings": "session_states, credential_states",
    "brake": "throttle",
    "brakes": "login_throttle, key_throttle",
    "told": "described, reported, formatted",
    "tell": "publish, report, show, notify",
    "telling": "refusal_aware, progress",
    "hear": "apply_gateway_status, handle",
    "office": "organisation role",
    "offices": "organisation_roles",
    "arrival": "ExternalIdentity, of a sign-in",
}
# A room may not be sold to those who arrive on a day: the term of the field (OTA, closed to arrival).
TERMS = {"ClosedToArrival", "closed_to_arrival", "_with_arrival"}


def words_of(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}


def refused(path: str, nodes: Iterable[ast.AST]) -> list[str]:
    names = [
        (node.name, node.lineno)
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    return [
        f"{path}:{line} {name}: say {INSTEAD[word]}"
        for name, line in [(Path(path).stem, 0), *names]
        for word in words_of(name) & INSTEAD.keys()
        if name not in TERMS
    ]


def test_names_are_those_of_the_field():
    found = [
        fault
        for top in ("riz", "contexts", "config")
        for path in (ROOT / top).rglob("*.py")
        if "migrations" not in path.parts
        for fault in refused(str(path.relative_to(ROOT)), nodes_of(path))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("contexts/identity/domain/standings.py", ""),
        ("contexts/payments/models.py", "class Intent:\n    def hear(self): ..."),
        ("riz/x.py", "class SignInBrake: ..."),
    ],
)
def test_a_word_of_the_list_is_refused(path, text):
    assert len(refused(path, ast.walk(ast.parse(text)))) == 1
