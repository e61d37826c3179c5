"""Use cases are opened in one way, and nobody acts without being named."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.parsing import nodes_of

ROOT = Path(__file__).resolve().parents[2]
USE_CASES = sorted(ROOT.glob("contexts/**/use_cases/*.py"))
# Which use cases with an actor have no step that asks for the actor once more, and why. No program gets into any of them.
UNASKED = {
    "import_feed": "It reads files for minutes between its transactions; what it states of the feed is a use case.",
    "quote_cancellation": "It writes nothing.",
    "quote_modification": "It writes nothing.",
    "state_realtime_source": "It asks for an address before its transaction, which does not need the actor.",
    "step_up": "A refused attempt is committed, and what was shown is compared outside of transactions.",
    "upload_feed": "It writes a large file between its transactions; what it states of the feed is a use case.",
}


def functions(path):
    for node in nodes_of(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def parameters(function):
    """Each parameter, with its default or None."""
    positional = [*function.args.posonlyargs, *function.args.args]
    without = [None] * (len(positional) - len(function.args.defaults))
    yield from zip(positional, [*without, *function.args.defaults], strict=True)
    yield from zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)


def acts(function):
    return any(
        parameter.arg == "actor" and ast.unparse(parameter.annotation) == "Actor"
        for parameter, _ in parameters(function)
    )


def is_opened(function):
    return "use_case" in map(ast.unparse, function.decorator_list)


def savepoints(nodes):
    """What stands first in a `try`: a part that is undone alone, and whose fault is answered there."""
    return {
        id(item.context_expr)
        for node in nodes
        if isinstance(node, ast.Try) and node.handlers and isinstance(node.body[0], ast.With)
        for item in node.body[0].items
    }


def test_nobody_acts_by_default():
    found = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for top in ("contexts", "riz")
        for path in sorted((ROOT / top).rglob("*.py"))
        for function in functions(path)
        for parameter, default in parameters(function)
        if parameter.annotation is not None and default is not None
        if ast.unparse(parameter.annotation) in ("Actor", "Actor | None")
    ]

    assert found == [], "callers say who acts: SYSTEM, if it is the system"


def test_use_cases_open_no_transaction_themselves():
    found = []
    for path in USE_CASES:
        nodes = nodes_of(path)
        allowed = savepoints(nodes)
        called = {id(node.func): node for node in nodes if isinstance(node, ast.Call)}
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in nodes
            if isinstance(node, ast.Attribute) and node.attr == "atomic"
            if id(called.get(id(node))) not in allowed
        ]
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in nodes
            if isinstance(node, ast.ImportFrom) and "atomic" in {name.name for name in node.names}
        ]

    assert found == [], (
        "riz.use_cases.use_case opens a use case, and each step of one that has several"
    )


def test_rows_are_locked_in_one_way():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for top in ("contexts", "riz", "config")
        for path in sorted((ROOT / top).rglob("*.py"))
        if path != ROOT / "riz/locking.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("select_for_update")
        if "skip_locked" not in {keyword.arg for keyword in node.keywords}
    ]

    assert found == [], "riz.locking loads and locks a row, and locks several in one order"


def test_every_use_case_asks_once_more_for_who_acts():
    unasked = {
        path.stem
        for path in USE_CASES
        for function in functions(path)
        if function.name == path.stem and acts(function)
        if not any(is_opened(step) and acts(step) for step in functions(path))
    }

    assert unasked == UNASKED.keys()
