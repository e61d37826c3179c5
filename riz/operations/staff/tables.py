"""JSON as small tables: stock lines, refund tiers, tax lines, whole bookings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from riz.money import Money

from . import names
from .instants import format_date, format_instant
from .states import YES_OR_NO, format_flag

if TYPE_CHECKING:
    from .columns import Page

NOTHING = "–"
_ENDS = (" basis points", " minor", " bytes", " id")
_UNITS = {
    "g": "grams", "m": "metres", "ms": "milliseconds", "s": "seconds", "seconds": "seconds",
    "thousandths": "thousandths",
}  # fmt: skip
_WORDS = {"at": "when", "ip": "IP address", "url": "address", "user agent": "browser or program"}


def format_json(
    value: Any, page: Page, currency: str, key: str = "", *, ids_as_names: bool = True
) -> Any:
    """Write a list of objects by rows, an object by pairs, anything else as text.

    Ids are names, and left out where nobody has a name: as ids they stand in the technical section.
    """
    if isinstance(value, dict) and value.keys() == {"amount_minor", "currency"}:
        return Money(value["amount_minor"], value["currency"]).format()

    def write(row: dict[str, Any]) -> dict[str, Any]:
        inside = row.get("currency") or currency
        return {
            name: format_json(each, page, inside, name, ids_as_names=ids_as_names)
            for name, each in row.items()
            if not (ids_as_names and _is_nameless(each, page))
        }

    if isinstance(value, dict):
        rows = [[_head(name), each] for name, each in write(value).items()]
        return format_table(rows) if rows else NOTHING
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        written = [write(each) for each in value]
        keys = list(dict.fromkeys(name for each in written for name in each))
        rows = [[each.get(name, NOTHING) for name in keys] for each in written]
        return format_table(rows, head=keys)
    if isinstance(value, list):
        items = [
            format_json(each, page, currency, key, ids_as_names=ids_as_names) for each in value
        ]
        return ", ".join(map(str, items)) or NOTHING
    return _plain(value, page, currency, key, ids_as_names)


def format_table(rows: Iterable[Sequence[Any]], *, head: Sequence[str] = ()) -> SafeString:
    """Write rows as a small table, under the names of its columns where there are some."""
    shown = {"head": [_head(name) for name in head], "rows": rows}
    return render_to_string("operations/table.html", shown)


def label_of(name: str) -> str:
    """Return the label of a field without what its table adds: `total minor` is a total, `item id` an item."""
    name = name.replace("_", " ").removeprefix("is ")
    name = next((name.removesuffix(end) for end in _ENDS if name.endswith(end)), name)
    rest, _, unit = name.rpartition(" ")
    return f"{rest}, {_UNITS[unit]}" if rest and unit in _UNITS else _WORDS.get(name, name)


def format_quantity(name: str, value: Any, currency: str) -> str:
    """Write what the end of a field's name says is an amount, a share or a size; nothing for anything else."""
    if name.endswith("_minor") and currency:
        return Money(value, currency).format()
    if name.endswith("_basis_points"):
        return f"{value / 100:g} %"
    return f"{value / 1e6:,.1f} MB" if name.endswith("_bytes") else ""


def _is_nameless(value: Any, page: Page) -> bool:
    found = names.ID.fullmatch(value) if isinstance(value, str) else None
    return bool(found and not page.names.knows(found[1]))


def _plain(value: Any, page: Page, currency: str, key: str, ids_as_names: bool) -> Any:  # noqa: FBT001
    if value in (None, ""):
        return NOTHING
    if isinstance(value, bool):
        return format_flag(value, YES_OR_NO)
    if quantity := format_quantity(key, value, currency):
        return quantity
    return _text(value, page, ids_as_names) if isinstance(value, str) else value


def _text(value: str, page: Page, ids_as_names: bool) -> str:  # noqa: FBT001
    if names.ID.search(value):
        return page.names.link(value) if ids_as_names else value
    try:
        at = dt.datetime.fromisoformat(value)
    except ValueError:
        return value
    return format_instant(at, page.zone) if at.tzinfo else format_date(at)


def _head(key: str) -> str:
    return str(capfirst(label_of(key)))
