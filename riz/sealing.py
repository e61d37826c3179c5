"""Text sealed at rest: encrypted and authenticated (Fernet) under keys that can be changed.

`FIELD_ENCRYPTION_KEYS` holds the keys: the first one seals, each of them unseals. To change keys, put a new
one first, run `manage.py reseal`, and take the old one out. A column that holds sealed text is a
`SealedField`, and that is all it takes to be found by `reseal`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField

_SETTING = "FIELD_ENCRYPTION_KEYS"
BATCH = 500


class Unsealable(RuntimeError):
    """No key in force opens a sealed text: its key was taken out too early, or the text was altered."""

    def __init__(self, what: str = "A sealed text") -> None:
        super().__init__(
            f"{what} can't be opened by any key of {_SETTING}: its key is missing there, or it was altered."
        )


class SealedField(_TextField):
    """A column of sealed text: what is read and written is the sealed form, never the plain one."""

    def deconstruct(self) -> Any:
        """Be a plain text column to migrations: the database knows no difference."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


@dataclass(frozen=True, slots=True)
class Column:
    """A table and the column of it that holds sealed text."""

    model: type[models.Model]
    field: str

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field}"  # noqa: SLF001 - Django's name for it


@dataclass(slots=True)
class Progress:
    """How far the resealing of a column has come."""

    column: Column
    seen: int = 0
    resealed: int = 0
    unsealable: int = 0


def seal(text: str) -> str:
    """Encrypt under the first key.

    Raises:
        ImproperlyConfigured: there is no key, or one of them is none.
    """
    return _cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt with whichever of the keys fits.

    Raises:
        ImproperlyConfigured: there is no key, or one of them is none.
        Unsealable: none of them fits, or the text was altered.
    """
    try:
        return _cipher().decrypt(sealed.encode()).decode()
    except InvalidToken as unknown:
        raise Unsealable from unknown


def sealed_columns() -> list[Column]:
    """Return every column of sealed text there is, in a stable order."""
    found = [
        Column(model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields  # noqa: SLF001
        if isinstance(field, SealedField)
    ]
    return sorted(found, key=str)


def reseal(
    column: Column, *, dry_run: bool = False, report: Callable[[Progress], None] = lambda _: None
) -> Progress:
    """Seal everything in a column under the first key; it can be broken off and run again.

    Rows that the first key opens are left alone. Each row is written by a statement of its own that
    does nothing if the row changed meanwhile: nobody waits for this, and nobody's change is lost.
    """
    progress = Progress(column)
    for batch in _batches(column):
        for pk, sealed in batch:
            _reseal_row(progress, pk, sealed, dry_run=dry_run)
        report(progress)
    return progress


def _batches(column: Column) -> Iterator[list[tuple[Any, str]]]:
    rows = column.model._base_manager.exclude(**{column.field: ""}).order_by("pk")  # noqa: SLF001
    rows = rows.exclude(**{column.field: None})
    batch = list(rows.values_list("pk", column.field)[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1][0]).values_list("pk", column.field)[:BATCH])


def _reseal_row(progress: Progress, pk: Any, sealed: str, *, dry_run: bool) -> None:
    progress.seen += 1
    if _is_under_first_key(sealed):
        return
    try:
        fresh = _cipher().rotate(sealed.encode()).decode()
    except InvalidToken:
        progress.unsealable += 1
        return
    progress.resealed += 1
    if not dry_run:
        column = progress.column
        rows = column.model._base_manager.filter(pk=pk, **{column.field: sealed})  # noqa: SLF001
        rows.update(**{column.field: fresh})


def _is_under_first_key(sealed: str) -> bool:
    try:
        _ciphers(tuple(settings.FIELD_ENCRYPTION_KEYS))[0].decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _cipher() -> MultiFernet:
    return MultiFernet(_ciphers(tuple(settings.FIELD_ENCRYPTION_KEYS)))


@lru_cache(maxsize=8)
def _ciphers(keys: tuple[str, ...]) -> tuple[Fernet, ...]:
    if not keys:
        raise ImproperlyConfigured(f"{_SETTING} holds no key: nothing can be sealed or unsealed.")
    try:
        return tuple(Fernet(key) for key in keys)
    except ValueError as unusable:
        # Never say the key itself: this ends in a log.
        raise ImproperlyConfigured(
            f"A key of {_SETTING} is no Fernet key (32 bytes in URL-safe base64)."
        ) from unusable
