"""Who may do what is decided by policies alone, and the page that tells of them is true."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from contexts.identity.parts.roles.api import write_handbook
from riz.policies import readable
from tests.architecture.parsing import nodes_of, text_of

ROOT = Path(__file__).resolve().parents[2]
# What grants are is told in these; everybody else asks a policy.
DECIDERS = {
    "contexts/identity/parts/roles/domain/own_permissions.py",
    "contexts/identity/parts/roles/domain/permissions.py",
    "contexts/identity/parts/sessions/domain/session_states.py",
    "riz/actor.py",
    "riz/policies/rules.py",
}
ASKS_GRANTS = {"can", "organisations_where", "assets_where"}
ASKS_POLICIES = {"allows", "require", "visible", "may", "_require"}


@cache
def asked():
    """Where grants or policies are asked: the file, by which name, and how. Every file is read once."""
    return tuple(
        (path.relative_to(ROOT).as_posix(), name, node)
        for top in ("contexts", "riz", "config")
        for path in sorted((ROOT / top).rglob("*.py"))
        for name, node in calls(nodes_of(path))
        if name in ASKS_GRANTS | ASKS_POLICIES
    )


def calls(nodes):
    for node in nodes:
        if isinstance(node, ast.Call):
            function = node.func
            name = getattr(function, "attr", getattr(function, "id", ""))
            yield name, node


def policies_modules():
    for path in sorted(ROOT.glob("contexts/**/policies.py")):
        if "commands" not in path.parts:
            yield path
    yield from (ROOT / "riz/outbox/policies.py", ROOT / "riz/work/policies.py")


def named():
    """The constants that name actions: where they are stated, what they are called, which action they name."""
    actions = {policy.action for policy in readable()}
    for path in policies_modules():
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, value in vars(module).items():
            if isinstance(value, str) and value in actions:
                yield path, name, value


@pytest.mark.requirement("ASVS 5.0 8.3.1")
def test_grants_are_asked_by_policies_alone():
    found = [
        f"{where}:{node.lineno}"
        for where, name, node in asked()
        if where not in DECIDERS and not where.endswith("/policies.py")
        if name in ASKS_GRANTS and isinstance(node.func, ast.Attribute)
    ]

    assert found == []


def test_every_action_that_is_asked_is_stated():
    actions = {policy.action for policy in readable()}
    named_here = [
        (f"{where}:{node.lineno}", argument.value)
        for where, name, node in asked()
        if name in ASKS_POLICIES
        for argument in node.args[:2]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]

    assert [one for one in named_here if one[1] not in actions] == []


def test_every_action_that_is_stated_is_asked():
    text = {
        path: text_of(path)
        for top in ("contexts", "riz")
        for path in (ROOT / top).rglob("*.py")
        if path.name != "policies.py"
    }
    constants = {action: (path, name) for path, name, action in named()}
    idle = [
        policy.action
        for policy in readable()
        if not any(
            f'"{policy.action}"' in source
            or (
                policy.action in constants
                and _is_near(path, constants[policy.action][0])
                and constants[policy.action][1] in _names_in(path)
            )
            for path, source in text.items()
        )
    ]

    assert idle == []


def test_the_handbook_is_what_the_code_says():
    page = (ROOT / "docs/permissions.md").read_text()

    assert page == write_handbook(readable()), "run: manage.py policies --write docs/permissions.md"


def test_every_policy_speaks_to_people():
    for policy in readable():
        assert policy.says.endswith("."), policy.action
        assert policy.says[0].isupper(), policy.action
        assert policy.action.replace("_", "").replace(".", "").isalpha(), policy.action


def _is_near(path, stated):
    """Whether it is of the same part, or of the context that gathers from its parts."""
    room = stated.parent.parent if stated.parent.name == "domain" else stated.parent
    if path.is_relative_to(room):
        return True
    gathers = room.parent.parent if room.parent.name == "parts" else room
    return path.is_relative_to(gathers) and "parts" not in path.relative_to(gathers).parts


@cache
def _names_in(path):
    nodes = nodes_of(path)
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return names | {node.id for node in nodes if isinstance(node, ast.Name)}
