"""Refusals that a function can come to, read from its source: nobody states it beside the code, so nobody forgets to.

An error class that a function names counts as raised by it, unless an `except` around that place takes it; so does what
the functions it names may raise. Where the text does not tell whose method is called (a row's, say), every method of that name
in the same context counts, those of entry points and of gateways behind a protocol aside. So a list may hold a code too many, and lacks one only where code
is found at run time: `riz.errors.refuses` adds those.
"""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from riz.errors import RizError

Caught = frozenset[type[BaseException]]
_Named = tuple[ast.expr, Caught]
_NOTHING: Caught = frozenset()
_OURS = ("riz.", "contexts.", "tests.")
_UNSAID = frozenset({"annotation", "returns", "decorator_list"})
_SUPPRESS = "suppress"
_ASKING = frozenset({"isinstance", "issubclass", _SUPPRESS})
_RECEIVERS = frozenset({"models", "domain", "protocol", "queries", "use_cases"})


@dataclass(frozen=True, slots=True)
class Function:
    """A function, and the class whose method it is, if the text that names it tells."""

    code: Callable[..., Any]
    owner: type | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Refusals that functions can come to: refusals, and the names and texts that stand in the REST layer."""

    refusals: frozenset[type[RizError]]
    words: frozenset[str]


def reached_from(entries: Iterable[Function]) -> Reached:
    """Follow functions through everything of ours that they name."""
    refusals: set[type[RizError]] = set()
    words: set[str] = set()
    waiting: list[tuple[Function, Caught]] = [(entry, _NOTHING) for entry in entries]
    seen = set(waiting)
    while waiting:
        function, caught = waiting.pop()
        text = _read(function)
        words |= text.words
        refusals |= {
            one for one, around in text.refusals if not issubclass(one, (*caught, *around))
        }
        found = {(one, caught | around) for one, around in text.functions}
        waiting += found - seen
        seen |= found
    return Reached(refusals=frozenset(refusals), words=frozenset(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    refusals: frozenset[tuple[type[RizError], Caught]]
    functions: frozenset[tuple[Function, Caught]]
    words: frozenset[str] = frozenset()


@functools.cache
def _read(function: Function) -> _Text:
    tree, scope = _tree_of(function.code), _scope_of(function.code)
    refusals = {(one, _NOTHING) for one in getattr(function.code, "refuses", ())}
    functions: set[tuple[Function, Caught]] = set()
    named = list(_named(tree, _NOTHING, scope)) if tree else []
    for expression, caught in named:
        refusals |= {(one, caught) for one in _refused_by_default(expression, scope)}
        for meant in _members(_resolved(expression, scope)):
            if inspect.isclass(meant) and issubclass(meant, RizError):
                refusals.add((meant, caught))
            behind = _functions_behind(expression, meant, function)
            functions |= {(one, caught) for one in behind}
    words = {word for expression, _ in named if (word := _word(expression))}
    return _Text(
        refusals=frozenset(refusals),
        functions=frozenset(functions),
        words=frozenset(words if _is_endpoint(function.code) else ()),
    )


def _tree_of(code: Callable[..., Any]) -> ast.AST | None:
    """Parse a function's own lines, decorators included; lambdas are part of what holds them."""
    compiled = getattr(code, "__code__", None)
    if compiled is None:
        return None
    last = max(end for _, end, _, _ in compiled.co_positions() if end)
    lines = linecache.getlines(compiled.co_filename)[compiled.co_firstlineno - 1 : last]
    try:
        return ast.parse(textwrap.dedent("".join(lines))).body[0]
    except (IndexError, SyntaxError):  # made at run time, or amidst other things
        return None


def _scope_of(code: Callable[..., Any]) -> dict[str, Any]:
    if not inspect.isfunction(code):
        return {}
    return {**code.__globals__, **inspect.getclosurevars(code).nonlocals}


def _named(node: ast.AST, caught: Caught, scope: dict[str, Any]) -> Iterator[_Named]:
    """Walk through everything that a function does, with what is caught around each place."""
    if isinstance(node, ast.Name | ast.Constant):
        yield node, caught
        return
    is_asked = isinstance(node, ast.Call) and getattr(node.func, "id", "") in _ASKING
    if is_asked or isinstance(node, ast.arguments):
        return
    if isinstance(node, ast.Attribute | ast.Call):
        yield node, caught
    for name, value in ast.iter_fields(node):
        around = caught.union(_handled(node, scope)) if name == "body" else caught
        is_left_out = name in _UNSAID or (isinstance(node, ast.ExceptHandler) and name == "type")
        for child in [] if is_left_out else value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _named(child, around, scope)


def _handled(node: ast.AST, scope: dict[str, Any]) -> Iterator[type[BaseException]]:
    """Return what a statement takes for good of what its body raises; a handler that raises it again takes nothing."""
    kinds: list[ast.expr] = []
    for handler in getattr(node, "handlers", ()):
        raises_again = any(isinstance(n, ast.Raise) and not n.exc for n in ast.walk(handler))
        if handler.type is not None and not raises_again:
            kinds += getattr(handler.type, "elts", [handler.type])
    for item in getattr(node, "items", ()):
        if getattr(getattr(item.context_expr, "func", None), "id", "") == _SUPPRESS:
            kinds += item.context_expr.args
    for kind in kinds:
        meant = _resolved(kind, scope)
        for one in meant if isinstance(meant, tuple) else (meant,):
            if inspect.isclass(one) and issubclass(one, BaseException):
                yield one


def _resolved(expression: ast.expr, scope: dict[str, Any]) -> Any:
    if isinstance(expression, ast.Name):
        return scope.get(expression.id)
    if isinstance(expression, ast.Attribute):
        return getattr(_resolved(expression.value, scope), expression.attr, None)
    return None


def _members(meant: Any) -> Iterable[Any]:
    """Return what a table holds, or the thing itself."""
    values = meant.values() if isinstance(meant, dict) else meant
    return values if isinstance(values, type({}.values()) | tuple | frozenset) else (meant,)


def _refused_by_default(expression: ast.expr, scope: dict[str, Any]) -> Iterator[type[RizError]]:
    """Return the refusals that a call leaves to the defaults of what it calls."""
    defaults: dict[str, Any] = {}
    if isinstance(expression, ast.Call):
        defaults = getattr(_resolved(expression.func, scope), "__kwdefaults__", None) or {}
    for name, value in defaults.items():
        is_argument = name in {keyword.arg for keyword in expression.keywords}  # type: ignore[attr-defined]
        if not is_argument and inspect.isclass(value) and issubclass(value, RizError):
            yield value


def _functions_behind(expression: ast.expr, meant: Any, of: Function) -> Iterator[Function]:
    if inspect.ismethod(meant):
        meant = meant.__func__
    if _is_ours(meant):
        if inspect.isfunction(meant):
            yield Function(meant)
        elif inspect.isclass(meant):
            for name, member in vars(meant).items():
                is_called = name in {"__init__", "__post_init__"} or _is_endpoint(meant)
                if inspect.isfunction(member) and is_called:
                    yield Function(member, meant)
    elif meant is None and isinstance(expression, ast.Attribute):
        yield from _methods_named(expression, of)


def _methods_named(expression: ast.Attribute, of: Function) -> Iterator[Function]:
    receiver = expression.value
    if of.owner and isinstance(receiver, ast.Name) and receiver.id in {"self", "cls"}:
        member = getattr(of.owner, expression.attr, None)
        member = getattr(member, "__func__", member)
        if inspect.isfunction(member) and _is_ours(member):
            yield Function(member, of.owner)
        return
    yield from _index().get((_context_of(of.code), expression.attr), ())


@functools.cache
def _index() -> dict[tuple[str, str], tuple[Function, ...]]:
    """Return the methods that may be meant, by context and name."""
    found: dict[tuple[str, str], tuple[Function, ...]] = {}
    for module in [one for name, one in sys.modules.items() if name.startswith("contexts.")]:
        if not _RECEIVERS & set(module.__name__.split(".")):
            continue
        for owner in [one for one in vars(module).values() if inspect.isclass(one)]:
            if owner.__module__ != module.__name__:
                continue
            for name, member in vars(owner).items():
                code = getattr(member, "__func__", member)
                if inspect.isfunction(code):
                    key = (_context_of(code), name)
                    found[key] = (*found.get(key, ()), Function(code, owner))
    return found


def _context_of(code: Callable[..., Any]) -> str:
    return ".".join(code.__module__.split(".")[:2])


def _is_ours(meant: Any) -> bool:
    return str(getattr(meant, "__module__", "")).startswith(_OURS)


def _is_endpoint(meant: Any) -> bool:
    """Tell whether something belongs to a context's REST layer, where frameworks call what no text names."""
    return ".rest." in f"{meant.__module__}." and not meant.__module__.startswith("riz.")


def _word(expression: ast.expr) -> str | None:
    if isinstance(expression, ast.Constant):
        return expression.value if isinstance(expression.value, str) else None
    return expression.attr if isinstance(expression, ast.Attribute) else None
