"""What an import linter cannot see: relations between contexts, models that leak through an api, files that import nothing."""

from __future__ import annotations

import ast
import configparser
import dataclasses
import importlib
import importlib.util
import inspect
import pkgutil
import re
import typing
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

import contexts
from riz import events
from tests.architecture.parsing import tree_of

ROOT = Path(__file__).resolve().parents[2]
CONTEXTS = [module.name for module in pkgutil.iter_modules(contexts.__path__)]
PACKAGES = ("riz", "contexts", "config")


def having(file: str) -> list[str]:
    return [name for name in CONTEXTS if importlib.util.find_spec(f"contexts.{name}.{file}")]


def context_of(cls: type) -> str | None:
    return cls.__module__.split(".")[1] if cls.__module__.startswith("contexts.") else None


def types_in(hint):
    yield hint
    for inner in typing.get_args(hint):
        yield from types_in(inner)


def sources():
    return [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]


def test_no_relation_joins_two_contexts():
    crossings = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in apps.get_models()
        if context_of(model)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and inspect.isclass(field.related_model)
        if context_of(field.related_model) not in (None, context_of(model))
    ]

    assert crossings == []


@pytest.mark.django_db
def test_no_foreign_key_in_the_database_joins_two_contexts():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f'"
        )
        keys = cursor.fetchall()

    owner = {model._meta.db_table: context_of(model) for model in apps.get_models()}
    crossings = [
        (table, target)
        for table, target in keys
        if owner.get(table) and owner.get(target) and owner[table] != owner[target]
    ]

    assert len(keys) > 10
    assert crossings == []


@pytest.mark.parametrize("name", having("api"))
def test_an_api_speaks_contracts_only(name):
    api = importlib.import_module(f"contexts.{name}.api")
    spoken = {
        public: [hint for h in typing.get_type_hints(member).values() for hint in types_in(h)]
        for public in api.__all__
        for member in [getattr(api, public)]
        if inspect.isfunction(member)
    }

    leaks = {
        public
        for public, hints in spoken.items()
        for hint in hints
        if inspect.isclass(hint) and issubclass(hint, models.Model | models.QuerySet)
    }

    assert spoken
    assert leaks == set()


@pytest.mark.parametrize("name", having("api"))
def test_an_api_is_small_and_takes_keywords_only(name):
    api = importlib.import_module(f"contexts.{name}.api")

    positional = [
        f"{public}({parameter})"
        for public in api.__all__
        if inspect.isfunction(getattr(api, public))
        for parameter in inspect.signature(getattr(api, public)).parameters.values()
        if parameter.kind is not parameter.KEYWORD_ONLY
    ]

    functions = [public for public in api.__all__ if inspect.isfunction(getattr(api, public))]
    # Contracts and errors are imported from their own files.
    assert api.__all__ == functions
    assert len(functions) <= 15
    assert positional == []


@pytest.mark.parametrize("name", having("contracts"))
def test_contracts_are_frozen(name):
    module = importlib.import_module(f"contexts.{name}.contracts")

    thawed = [
        key
        for key, member in vars(module).items()
        if dataclasses.is_dataclass(member) and not member.__dataclass_params__.frozen
    ]

    assert thawed == []


def test_events_are_named_after_the_context_that_publishes_them():
    strangers = [
        name
        for name, cls in events.all_events().items()
        if (owner := context_of(cls)) and name.split(".")[0] != owner
    ]

    assert events.all_events()
    assert strangers == []


def test_handlers_are_named_after_the_context_that_owns_them():
    strangers = [
        subscription.handler
        for subscription in events.all_subscriptions()
        if subscription.call.__module__.startswith("contexts.")
        and subscription.handler.split(".")[0] != subscription.call.__module__.split(".")[1]
    ]

    assert events.all_subscriptions()
    assert strangers == []


def test_use_case_files_hold_one_public_function_of_their_name():
    wrong = []
    for path in (ROOT / "contexts").rglob("use_cases/*.py"):
        if path.stem == "__init__" or path.stem.startswith("_"):
            continue
        functions = [
            node.name
            for node in tree_of(path).body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        ]
        if functions != [path.stem]:
            wrong.append(f"{path.relative_to(ROOT)}: {functions}")

    assert wrong == []


def test_every_folder_of_code_is_a_package_that_the_linter_sees():
    hidden = {
        str(path.parent.relative_to(ROOT))
        for path in sources()
        if not (path.parent / "__init__.py").exists()
    }

    assert hidden == set()


def test_modules_stay_small():
    large = {
        str(path.relative_to(ROOT)): length
        for path in sources()
        if "migrations" not in path.parts
        if (length := len(path.read_text().splitlines())) > 400
    }

    assert large == {}


def test_every_context_says_what_it_is_for():
    silent = [
        name for name in CONTEXTS if not inspect.getdoc(importlib.import_module(f"contexts.{name}"))
    ]

    assert len(CONTEXTS) == 12
    assert silent == []


def test_the_printed_context_map_is_the_linters():
    printed = re.search(
        r"<!-- context-map -->\n+```\n(.*?)```",
        (ROOT / "contexts/README.md").read_text(),
        re.DOTALL,
    )
    linter = configparser.ConfigParser()
    linter.read(ROOT / "importlinter.ini")

    layers = linter["importlinter:contract:context-map"]["layers"].split("\n")
    rows = [re.split(r"\s{2,}", row.strip())[0] for row in printed[1].splitlines() if row.strip()]

    assert rows == [layer.strip() for layer in layers if layer.strip()]


def test_the_glossary_names_every_context_and_part():
    text = (ROOT / "contexts/README.md").read_text()
    parts = [path.name for path in (ROOT / "contexts/catalog/parts").iterdir() if path.is_dir()]

    missing = [
        name
        for name in [*CONTEXTS, *parts]
        if not name.startswith("__") and f"`{name}`" not in text
    ]

    assert missing == []


def test_the_project_speaks_of_itself_alone():
    """No path of a machine, no word of how it was made."""
    forbidden = re.compile(r"(?<![\w./-])/(?:work|farm)/|\bsubagent\b|\bissue #?\d", re.IGNORECASE)
    texts = [
        path
        for pattern in (
            "**/*.py",
            "**/*.md",
            "**/*.ini",
            "**/*.in",
            "**/*.html",
            "Makefile",
            ".*.toml",
        )
        for path in ROOT.glob(pattern)
        if not {".venv", ".local", ".git"} & set(path.relative_to(ROOT).parts)
        and path != Path(__file__)
    ]

    hits = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in texts
        if (match := forbidden.search(path.read_text()))
    ]

    assert len(texts) > 100
    assert hits == []
