"""Source files as trees: each is read and parsed once for all tests that look at it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def text_of(path: Path) -> str:
    """Return what a file holds."""
    return path.read_text()


@cache
def tree_of(path: Path) -> ast.Module:
    """Return what a file holds as a tree, which nobody changes."""
    return ast.parse(text_of(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a file's tree."""
    return tuple(ast.walk(tree_of(path)))
