"""Rules of the borders that an import linter can't see, each for one file: what it breaks, as sentences for whoever wrote it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

PURE = {"domain", "contracts", "errors"}
ENTRY_POINTS = {"rest", "ws", "handlers", "tasks"}
# What pure files may know of the kernel.
PLAIN_KERNEL = {
    "riz.actor", "riz.clock", "riz.errors", "riz.events", "riz.geography", "riz.ids", "riz.money", "riz.policies", "riz.strict_json", "riz.values",
}  # fmt: skip
_TABLE = re.compile(
    r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|REFERENCES)\s+(?:ONLY\s+)?\"?([a-z_]+)\"?", re.IGNORECASE
)
_STATEMENT = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|TRUNCATE|LOCK)\b", re.IGNORECASE)
_CODE = re.compile(r"contexts\.([a-z]+)(?:\.|$)")


@dataclass(frozen=True)
class File:
    """One source file, and what is known of the house."""

    path: PurePosixPath
    nodes: tuple[ast.AST, ...]
    contexts: frozenset[str]
    owner_of_table: Mapping[str, str]
    labels: frozenset[str]

    @property
    def context(self) -> str:
        """The context that the file belongs to; empty in the kernel and the composition root."""
        return self.path.parts[1] if self.path.parts[0] == "contexts" else ""

    @property
    def layers(self) -> set[str]:
        """The folders and the file that say which layer it is."""
        return {*self.path.parts[:-1], self.path.stem}

    @cached_property
    def imported(self) -> list[str]:
        """The modules that it imports by their full names, and what it takes from them."""
        found: list[str] = []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found += (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found += (f"{node.module}.{alias.name}" for alias in node.names)
        return found

    @cached_property
    def texts(self) -> list[str]:
        """The strings that are no docstrings; f-strings piece by piece."""
        docstrings = {
            id(node.body[0].value)
            for node in self.nodes
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            if node.body and isinstance(node.body[0], ast.Expr)
        }
        return [
            node.value
            for node in self.nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in docstrings
        ]


Rule = Callable[[File], Iterator[str]]


def pure_files_ask_nobody(file: File) -> Iterator[str]:
    """Domain, contracts and errors are rules and facts: they share words, and what else they need is passed in."""
    if file.context and PURE & file.layers:
        for name in file.imported:
            module = name.split(".")[2:3]
            if name.startswith("contexts.") and module not in (["contracts"], ["errors"]):
                yield f"imports {name}; pass in what it needs of another context, as plain values"


def pure_files_know_the_plain_kernel_alone(file: File) -> Iterator[str]:
    """Whoever computes opens no connection and seals nothing."""
    if file.context and PURE & file.layers:
        for name in file.imported:
            module = ".".join(name.split(".")[:2])
            if name.startswith("riz.") and module not in PLAIN_KERNEL:
                yield f"imports {name}; only {', '.join(sorted(PLAIN_KERNEL))} are plain"


def entry_points_leave_the_database_alone(file: File) -> Iterator[str]:
    """Views, sockets, handlers and tasks call one use case or one query."""
    if file.context and ENTRY_POINTS & file.layers:
        for name in file.imported:
            if name.startswith(("django.db.", "riz.outbox.")) or name == "django.db":
                yield f"imports {name}; call a use case, which holds the transaction"


def sql_names_own_tables(file: File) -> Iterator[str]:
    """Tables of others are asked through their owner's api."""
    for text in file.texts if file.context else ():
        for table in _TABLE.findall(text) if _STATEMENT.search(text) else ():
            owner = file.owner_of_table.get(table.lower())
            if owner and owner != file.context:
                yield f"SQL names {table}, which is {owner}'s; ask its api"


def people_belong_to_identity(file: File) -> Iterator[str]:
    """The model of a user is identity's, also by its roundabout name."""
    if file.context != "identity":
        for name in file.imported:
            if name.endswith((".get_user_model", "auth.models.User")):
                yield f"imports {name}; ask identity.api"


def no_string_names_another_context(file: File) -> Iterator[str]:
    """What is imported by a string is imported; the kernel is told by settings or by registration."""
    if file.path.parts[0] == "config":
        return
    for text in file.texts:
        for found in _CODE.findall(text):
            if found in file.contexts and found != file.context:
                yield f"names contexts.{found} in a string; ask its api, or let it register itself"
        label = text.partition(".")[0]
        is_name = re.fullmatch(r"[a-z_]+\.[A-Za-z_]+(\.[a-z_]+)?", text)
        if not file.context and is_name and label in file.labels:
            yield f"the kernel names {text!r} of a context; let the context register it"


def apis_say_what_they_return(file: File) -> Iterator[str]:
    """`Any` lets a row through."""
    if file.context and file.path.stem == "api":
        for node in file.nodes:
            if isinstance(node, ast.Name) and node.id == "Any":
                yield "says Any; name the contract"
                return


RULES: tuple[Rule, ...] = (
    pure_files_ask_nobody,
    pure_files_know_the_plain_kernel_alone,
    entry_points_leave_the_database_alone,
    sql_names_own_tables,
    people_belong_to_identity,
    no_string_names_another_context,
    apis_say_what_they_return,
)
