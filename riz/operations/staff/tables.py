"""JSON as small tables: stock lines, refund tiers, tax lines, whole bookings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.text import capfirst

from riz.money import Money

from . import names
from .instants import format_date, format_instant
from .states import YES_OR_NO, format_flag

if TYPE_CHECKING:
    from .columns import Page

NOTHING = "–"
_ENDS = (" basis points", " minor", " id")


def format_json(value: Any, page: Page, currency: str, key: str = "") -> Any:
    """Write a list of objects by rows, an object by pairs, anything else as text.

    Ids that nobody has a name for are left out: they stand in the technical section.
    """
    if isinstance(value, dict) and value.keys() == {"amount_minor", "currency"}:
        return Money(value["amount_minor"], value["currency"]).format()
    if isinstance(value, dict):
        rows = [[_head(name), each] for name, each in _written(value, page, currency).items()]
        return render_to_string("operations/table.html", {"rows": rows})
    if isinstance(value, list | tuple) and any(isinstance(each, dict) for each in value):
        written = [_written(each, page, currency) for each in value]
        keys = list(dict.fromkeys(name for each in written for name in each))
        rows = [[each.get(name, NOTHING) for name in keys] for each in written]
        head = [_head(name) for name in keys]
        return render_to_string("operations/table.html", {"head": head, "rows": rows})
    if isinstance(value, list | tuple):
        return ", ".join(str(format_json(each, page, currency, key)) for each in value) or NOTHING
    return _plain(value, page, currency, key)


def label_of(name: str) -> str:
    """Return the label of a field without what its table adds: `total minor` is a total, `item id` an item."""
    name = name.replace("_", " ").removeprefix("is ")
    return next((name.removesuffix(end) for end in _ENDS if name.endswith(end)), name)


def _written(row: dict[str, Any], page: Page, currency: str) -> dict[str, Any]:
    currency = row.get("currency") or currency
    return {
        name: format_json(value, page, currency, name)
        for name, value in row.items()
        if not (isinstance(value, str) and (found := names.ID.fullmatch(value)))
        or page.names.knows(found[1])
    }


def _plain(value: Any, page: Page, currency: str, key: str) -> Any:
    if value in (None, ""):
        return NOTHING
    if isinstance(value, bool):
        return format_flag(value, YES_OR_NO)
    if key.endswith("_minor") and currency:
        return Money(value, currency).format()
    if key.endswith("_basis_points"):
        return f"{value / 100:g} %"
    return _text(value, page) if isinstance(value, str) else value


def _text(value: str, page: Page) -> str:
    if names.ID.search(value):
        return page.names.link(value)
    try:
        at = dt.datetime.fromisoformat(value)
    except ValueError:
        return value
    return format_instant(at, page.zone) if at.tzinfo else format_date(at)


def _head(key: str) -> str:
    return str(capfirst(label_of(key)))
