"""The one way to load rows and lock them: until the transaction ends, nobody else changes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def lock(
    rows: type[Row] | QuerySet[Row],
    *,
    refusal: Exception | type[Exception] | None = None,
    no_key: bool = False,
    of: Sequence[str] = ("self",),
    **which: Any,
) -> Row:
    """Return the row that a lookup names, locked for a change.

    Args:
        rows: a model, or the rows of one among which it is.
        refusal: raised where there is none; without it, ObjectDoesNotExist: a fault of ours.
        no_key: lets others store rows that refer to this one meanwhile.
        of: which of the joined rows are locked with it.
        which: the lookup, as `filter` takes it.
    """
    row = lock_or_none(rows, no_key=no_key, of=of, **which)
    if row is None:
        raise refusal or ObjectDoesNotExist
    return row


def lock_or_none(
    rows: type[Row] | QuerySet[Row],
    *,
    no_key: bool = False,
    of: Sequence[str] = ("self",),
    **which: Any,
) -> Row | None:
    """Return the row as `lock` does, or None where there is none."""
    among = rows if isinstance(rows, QuerySet) else rows._default_manager  # noqa: SLF001 - Django's documented API
    return among.select_for_update(no_key=no_key, of=of).filter(**which).first()


def lock_all(rows: QuerySet[Row], *order: str, no_key: bool = False) -> list[Row]:
    """Return all of the rows, locked in one order (by their keys, if no other is given), so that two never wait for each other."""
    locked = rows.select_for_update(no_key=no_key, of=("self",))
    return list(locked.order_by(*order or ("pk",)))
