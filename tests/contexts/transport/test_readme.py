"""The engine as a library, word for word as the README has it."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import contexts.transport
from contexts.transport.domain.engine import Engine
from tests.contexts.transport.timetables import Line, view_of

README = Path(contexts.transport.__file__).parent / "README.md"
HOUR = 3600


def example() -> str:
    """Return the indented lines of the section about the library."""
    section = README.read_text().split("## As a library\n")[1].split("\n## ")[0]
    return dedent("\n".join(line for line in section.splitlines() if line[:4] in {"", " " * 4}))


def test_ten_lines_find_journeys():
    lines = [
        Line([3, 5, 7], [[(t, t), (t + 600, t + 660), (t + 1200, t + 1200)]])
        for t in (8 * HOUR + 300, 9 * HOUR)
    ]
    names: dict[str, object] = {"view": view_of(lines, stops=8)}
    statements = ast.parse(example()).body
    assert len(statements) <= 10
    found = []
    for statement in statements:
        if isinstance(statement, ast.Expr):
            found.append(eval(ast.unparse(statement), names))  # noqa: S307 - our own README
        else:
            exec(ast.unparse(statement), names)  # noqa: S102 - our own README
    assert isinstance(names["engine"], Engine)
    earliest, window, front = found
    assert [(one.departs, one.arrives, one.rides) for one in earliest] == [
        (8 * HOUR + 180, 8 * HOUR + 1560, 1)
    ]
    assert [one.departs for one in window] == [8 * HOUR + 180, 9 * HOUR - 120]
    assert [one.arrives for one in front] == [8 * HOUR + 1560]
