"""Permissions, scopes and assignable things are stated where they belong, and identity, which hands them out, knows none."""

from __future__ import annotations

import ast
import pkgutil
import re
from functools import cache
from pathlib import Path

import pytest

import contexts
from contexts.identity.contracts import Role
from riz.policies import all_staff_screens, assignables, permissions, readable, scopes
from tests.architecture.parsing import nodes_of

ROOT = Path(__file__).resolve().parents[2]
OTHERS = {module.name for module in pkgutil.iter_modules(contexts.__path__)} - {"identity"}
HOLDS = {"holds", "holds_anywhere", "holds_everywhere"}


STATES = {"permission", "scope", "assignable", "policy"}


def calls(place: str, names: set[str]):
    """Yield the calls of these functions whose first argument is a text: the file, the function, the text."""
    for path in sorted((ROOT / place).rglob("*.py")):
        for node in nodes_of(path):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield path, node.func.id, first.value


@cache
def stated_by_others() -> dict[str, str]:
    """Return by which context each code is stated that isn't identity's."""
    return {code: name for name in OTHERS for _, _, code in calls(f"contexts/{name}", STATES)}


def texts_of_identity():
    """Yield every text in identity's code that is no docstring, and where it is."""
    for path in sorted((ROOT / "contexts/identity").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        prose = {id(node.value) for node in nodes_of(path) if isinstance(node, ast.Expr)}
        for node in nodes_of(path):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in prose:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def names_another(text: str) -> bool:
    """Tell whether a text names another context as code does: alone, before a dot or a colon, or as a package."""
    names = "|".join(sorted(OTHERS))
    if text in OTHERS or re.search(rf"\b(?:{names})[.:]\w|\bcontexts[./](?:{names})\b", text):
        return True
    return not stated_by_others().keys().isdisjoint(re.findall(r"[\w.:]+", text))


def test_identity_names_no_other_context():
    assert [one for one in texts_of_identity() if names_another(one[1])] == []


@pytest.mark.parametrize(
    "text",
    [
        *("trips", "booking.manage_any", "needs inventory:write", "contexts.payments.api"),
        *("bookings:read", "catalog.destination.change", "DESTINATION", "contexts/catalog"),
    ],
)
def test_a_text_that_names_another_context_is_found(text):
    assert names_another(text)


@pytest.mark.parametrize(
    "text",
    ["Runs a seller: bookings, payments. Trips too.", "identity.manage", "profile:read", "openid"],
)
def test_a_sentence_for_people_names_no_context(text):
    assert not names_another(text)


def test_permissions_and_actions_bear_the_name_of_their_context():
    wrong = [
        (name, code)
        for name in OTHERS
        for _, function, code in calls(f"contexts/{name}", {"permission", "policy"})
        if code.partition(".")[0] != name
    ]

    assert wrong == []
    assert {"booking", "catalog", "trips"} <= set(stated_by_others().values())


def test_what_is_named_is_stated():
    """Roles, permissions and scopes that policies, scopes and screens name."""
    named_scopes = {policy.scope for policy in readable()} - {None}
    named = {code for _, _, code in calls("contexts", HOLDS)}
    for scope in scopes().values():
        named |= scope.permissions
    for screens in all_staff_screens().values():
        named |= set(screens.permissions.values())
    named |= {kind.shared_under for kind in assignables().values()} - {None}

    assert named - set(permissions()) == set()
    assert named_scopes - set(scopes()) == set()
    assert {role for one in permissions().values() for role in one.roles} <= set(Role)
    assert len(named_scopes) > 5
    assert len(named) > 10
