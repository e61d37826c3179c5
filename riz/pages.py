"""Pages of long lists: keyset cursors, the same cost for the first page and the thousandth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet

from riz.errors import Malformed

MAX_LIMIT = 100

T = TypeVar("T")

_FORWARD, _BACKWARD = "f", "b"


class BadCursor(Malformed):
    """The cursor was not made for this list, or was changed."""

    code = "request.bad_cursor"
    message = "This cursor does not belong to this list. Start again without one."


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page is wanted: at most `limit` rows (1 to 100) after or before an opaque cursor."""

    limit: int = 20
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some rows and the cursors of the pages beside them."""

    results: tuple[T, ...]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    name: str
    descends: bool

    def beyond(self, value: Any, *, backward: bool, inclusive: bool = False) -> Q:
        """Match rows that lie beyond `value` in the direction of reading."""
        operator = "lt" if self.descends != backward else "gt"
        return Q(**{f"{self.name}__{operator}{'e' if inclusive else ''}": value})


def keyset(
    rows: QuerySet[Any, Any],
    *,
    order_by: tuple[str, ...],
    page: PageRequest,
    to_contract: Callable[[Any], T],
) -> Page[T]:
    """Cut one page out of `rows`.

    Args:
        rows: what to page through; its own ordering is dropped.
        order_by: names of fields or annotations, `-` before those that descend. The last one is unique, and
            none of them may be NULL (coalesce in an annotation), for NULL is neither before nor after anything.
        page: which page.
        to_contract: makes what leaves the context of a row.

    Raises:
        BadCursor: the cursor was not made by this order, or was changed.
    """
    columns = tuple(_Column(name=n.removeprefix("-"), descends=n.startswith("-")) for n in order_by)
    backward, position = _read_cursor(page.cursor, order_by)
    if position:
        rows = rows.filter(_beyond(columns, position, backward=backward))
    rows = rows.order_by(*order_by)
    found = list((rows.reverse() if backward else rows)[: page.limit + 1])
    has_more = len(found) > page.limit
    found = found[: page.limit]
    if backward:
        found.reverse()
    before, after = (has_more, bool(position)) if backward else (bool(position), has_more)
    return Page(
        results=tuple(to_contract(row) for row in found),
        next=_cursor(_FORWARD, found[-1], columns, order_by) if found and after else None,
        previous=_cursor(_BACKWARD, found[0], columns, order_by) if found and before else None,
    )


def _beyond(columns: tuple[_Column, ...], position: list[Any], *, backward: bool) -> Q:
    """Match rows beyond a position: `a > 1 or (a = 1 and b > 2)`, and `a >= 1` so that an index can start there."""
    first, *_rest = columns
    matches = Q()
    equal = Q()
    for column, value in zip(columns, position, strict=True):
        matches |= equal & column.beyond(value, backward=backward)
        equal &= Q(**{column.name: value})
    return first.beyond(position[0], backward=backward, inclusive=True) & matches


def _cursor(
    direction: str, row: Model, columns: tuple[_Column, ...], order_by: tuple[str, ...]
) -> str:
    position = [_pack(_value(row, column.name)) for column in columns]
    return signing.dumps([direction, *position], salt=_salt(order_by), compress=False)


def _read_cursor(cursor: str | None, order_by: tuple[str, ...]) -> tuple[bool, list[Any]]:
    if cursor is None:
        return False, []
    try:
        direction, *position = signing.loads(cursor, salt=_salt(order_by))
    except (signing.BadSignature, ValueError):
        raise BadCursor from None
    return direction == _BACKWARD, [_unpack(value) for value in position]


def _salt(order_by: tuple[str, ...]) -> str:
    return f"riz.pages:{','.join(order_by)}"


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    if row is None:
        raise ValueError(f"{name} orders a list and is NULL")
    return row


def _pack(value: Any) -> Any:
    if isinstance(value, int | str | float):
        return value
    for tag, (kind, _read) in _KINDS.items():
        if type(value) is kind:
            return [tag, value.isoformat() if hasattr(value, "isoformat") else str(value)]
    raise TypeError(f"lists can't be ordered by {type(value).__name__}")


def _unpack(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    tag, text = value
    return _KINDS[tag][1](text)


_KINDS: dict[str, tuple[type, Callable[[str], Any]]] = {
    "instant": (dt.datetime, dt.datetime.fromisoformat),
    "date": (dt.date, dt.date.fromisoformat),
    "time": (dt.time, dt.time.fromisoformat),
    "uuid": (UUID, UUID),
    "decimal": (Decimal, Decimal),
}
