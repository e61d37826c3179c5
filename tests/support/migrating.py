"""Running what a migration does to rows of before it, in a database that is past it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations import RunPython

from riz.mending import AlterToValue


def unchecked(app: str, migration: str) -> None:
    """Take the CHECKs away that the migration makes, and the tables' triggers."""
    with connection.cursor() as cursor:
        # Rows of this very transaction would wait for its end; those that a migration meets are older.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model, operation in _altered(app, migration):
            table = model._meta.db_table
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{operation._check}"')
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def migrated(app: str, migration: str) -> None:
    """Run what it does to rows, then put the CHECKs back, which look at every row."""
    with connection.schema_editor() as editor:
        for operation in _operations(app, migration):
            if isinstance(operation, RunPython):
                operation.code(apps, editor)
        for model, operation in _altered(app, migration):
            check = model._meta.get_field(operation.name).db_check(connection)
            editor.execute(editor._create_check_sql(model, operation._check, check))


def write(row: Any, **facts: object) -> None:
    """Write around all rules."""
    names = ", ".join(f"{name} = %s" for name in facts)
    statement = f"UPDATE {row._meta.db_table} SET {names} WHERE {row._meta.pk.column} = %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*facts.values(), row.pk])


def _operations(app: str, migration: str) -> list[Any]:
    operations: list[Any] = import_module(
        f"contexts.{app}.migrations.{migration}"
    ).Migration.operations
    return operations


def _altered(app: str, migration: str) -> list[tuple[Any, AlterToValue]]:
    models = apps.get_app_config(app)
    return [
        (models.get_model(operation.model_name), operation)
        for operation in _operations(app, migration)
        if isinstance(operation, AlterToValue)
    ]
