"""Whoever counts people, so that somebody is left who can do a thing, counts those who can act."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.parsing import nodes_of

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = re.compile(
    r"\b(role_grants|RoleGrant|memberships|Membership|held_roles|of_owners|of_sole_owners|members_of)\b"
)
COUNTS = {"count", "exists", "Exists", "Count", "aggregate", "len", "contains"}
ACT = "able_to_act"
# Functions that count rows of people for another end than that somebody is left, and for which.
OF_ORGANISATIONS = "identity/parts/organisations/"
OTHERWISE = {
    f"{OF_ORGANISATIONS}queries.py:place_of": "whether the caller belongs to it",
    f"{OF_ORGANISATIONS}use_cases/_role_assignment.py:give": "whether the person holds the role already",
    f"{OF_ORGANISATIONS}use_cases/invite_member.py:invite_member": "whether the address is a member's",
    f"{OF_ORGANISATIONS}use_cases/make_organisation.py:_check_maker": "how many the caller owns",
    "identity/parts/accounts/use_cases/_addresses.py:unconfirmed_accounts": "accounts that hold nothing",
}


def functions():
    for path in sorted((ROOT / "contexts").rglob("*.py")):
        if "migrations" not in path.parts:
            for node in nodes_of(path):
                if isinstance(node, ast.FunctionDef):
                    yield f"{path.relative_to(ROOT / 'contexts').as_posix()}:{node.name}", node


def counts_people(function):
    """Tell whether a function both names tables of people and counts something."""
    names = {
        getattr(node.func, "attr", getattr(node.func, "id", ""))
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
    }
    code = ast.unparse([each for each in function.body if not _is_docstring(each)])
    return bool(PEOPLE.search(code)) and bool(names & COUNTS)


def _is_docstring(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def test_who_counts_people_counts_those_who_can_act_or_says_for_what_else():
    counting = {where: node for where, node in functions() if counts_people(node)}
    others = {where for where, node in counting.items() if ACT not in ast.unparse(node)}

    assert others == OTHERWISE.keys()
    assert f"{OF_ORGANISATIONS}models.py:of_sole_owners" in counting
    assert f"{OF_ORGANISATIONS}use_cases/_role_assignment.py:_keep_an_owner" in counting


@pytest.mark.parametrize(
    "code",
    [
        "def is_alone(row): return row.role_grants.of_owners().count() < 2",
        "def is_alone(row):\n    owners = models.RoleGrant.objects.filter(a=1)\n    return not owners.exists()",
        "def is_alone(row): return len(list(row.memberships.all())) < 2",
    ],
)
def test_a_new_one_would_be_found(code):
    assert counts_people(ast.parse(code).body[0])
