"""Headers that the product reads: of each it is settled what two of them mean."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from riz.rest.headers import ONCE
from tests.architecture.parsing import nodes_of
from tests.support.databases import ROOT

# Lists, which servers join by commas in their order; what is only shown, and what is only refused.
VARIABLE = re.compile(r"HTTP_(\w+)")
LISTS = {"accept-language", "if-match", "if-none-match", "transfer-encoding", "user-agent"}


def read_headers() -> Iterator[tuple[str, str]]:
    """Find each header that some source reads of a request, as `request.headers` or as a variable of WSGI."""
    sources = [
        file for room in ("riz", "contexts", "config") for file in (ROOT / room).rglob("*.py")
    ]
    own = {file: dict(_constants(nodes_of(file))) for file in sources}
    imported = {name: text for constants in own.values() for name, text in constants.items()}
    for file in sources:
        for node in nodes_of(file):
            variable = isinstance(node, ast.Constant) and VARIABLE.fullmatch(str(node.value))
            if variable:
                yield variable[1].replace("_", "-").lower(), file.name
            for name in _asked_for(node):
                known = {**imported, **own[file]}
                text = name.value if isinstance(name, ast.Constant) else known[ast.unparse(name)]
                yield str(text).lower(), file.name


def _constants(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                yield name, text


def _asked_for(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Call(func=ast.Attribute(value=held, attr="get"), args=[name, *_]):
            pass
        case ast.Subscript(value=held, slice=name):
            pass
        case ast.Compare(left=name, ops=[ast.In() | ast.NotIn()], comparators=[held]):
            pass
        case _:
            return
    if ast.unparse(held).endswith("request.headers"):
        yield name


def test_whatever_is_read_holds_one_value_or_is_a_list() -> None:
    found = dict(read_headers())

    assert {"x-forwarded-for", "x-forwarded-proto", "authorization", "x-csrf-token"} <= set(found)
    once = {name.decode() for name in ONCE}
    assert set(found) - once - LISTS == set(), found
