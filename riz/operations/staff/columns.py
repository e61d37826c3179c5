"""Fields as staff read them, in lists and on pages alike: names for ids, money, instants of the place, words, tables."""

from __future__ import annotations

import datetime as dt
from calendar import day_name
from collections.abc import Iterable
from functools import reduce
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.admin.utils import display_for_field
from django.http import HttpRequest
from django.utils.text import capfirst

from . import names
from .instants import format_date, format_instant, zone_named, zone_of
from .states import YES_OR_NO, format_code, format_flag, format_state, is_state
from .tables import NOTHING, format_json, format_quantity, label_of


class Page:
    """Context of one page's rows: the names of all that they mention, and the reader's zone."""

    def __init__(
        self, request: HttpRequest, shown: Iterable[tuple[Any, Iterable[Any], Iterable[str]]]
    ) -> None:
        self.zone = zone_of(request)
        wanted: dict[str, set[UUID]] = {}
        for screen, rows, fields in shown:
            for row in rows:
                row.staff_page = self
                for field in fields:
                    kinds = screen.names[field]
                    for kind in (kinds,) if isinstance(kinds, str) else kinds:
                        wanted.setdefault(kind, set()).update(names.ids_in(_raw(row, field)))
        self.names = names.Names(request, wanted)


class Column:
    """A field of a screen as people read it, or raw in the technical section; Django takes it for a method of the screen."""

    def __init__(
        self, screen: Any, field: Any, *, is_linked: bool = True, is_raw: bool = False
    ) -> None:
        self.screen = screen
        self.field = field
        self.is_linked = is_linked
        self.is_raw = is_raw
        self.__name__ = field.name
        self.short_description = screen.labels.get(field.name) or label_of(
            screen.opts.verbose_name if field.primary_key else field.verbose_name
        )
        self.admin_order_field = field.name

    def __call__(self, row: Any) -> Any:
        """Write the field of a row."""
        value, page = _raw(row, self.field.name), row.staff_page
        if value in (None, ""):
            return NOTHING
        if isinstance(value, dict | list):
            if self.field.name.endswith("weekdays"):
                return ", ".join(day_name[day - 1] for day in value) or NOTHING
            if self.field.name in self.screen.codes:
                return ", ".join(map(format_code, value)) or NOTHING
            return format_json(
                value, page, _currency_of(self.screen, row), ids_as_names=not self.is_raw
            )
        if self.field.name in self.screen.names and not self.is_raw:
            return page.names.link(value, is_linked=self.is_linked)
        return self._written(value, row, page)

    def _written(self, value: Any, row: Any, page: Page) -> Any:
        name = self.field.name
        if quantity := format_quantity(name, value, _currency_of(self.screen, row)):
            return quantity
        if isinstance(value, dt.datetime):
            return format_instant(value, self._zone(row, page.zone))
        if isinstance(value, dt.date):
            return format_date(value)
        if isinstance(value, dt.time):
            return f"{value:%H:%M}"
        if isinstance(value, bool):
            return format_flag(value, self.screen.words.get(name, YES_OR_NO))
        return self._in_words(value)

    def _in_words(self, value: Any) -> Any:
        name, word = self.field.name, dict(self.field.flatchoices).get(value)
        if is_state(self.field):
            return format_state(value, str(word or value.replace("_", " ").lower()))
        if word is not None:
            return capfirst(str(word))
        if name in self.screen.codes:
            return format_code(value)
        if isinstance(value, float):
            return f"{value:.7g}"
        return display_for_field(value, self.field, NOTHING)

    def _zone(self, row: Any, otherwise: ZoneInfo) -> ZoneInfo:
        path = self.screen.zones.get(self.field.name)
        return zone_named(_follow(row, path), otherwise) if path else otherwise


def is_presented(screen: Any, field: Any) -> bool:
    """Tell whether a field is written as a column; rows of other tables say themselves what they are called."""
    return field.name in screen.names or not field.is_relation


def _currency_of(screen: Any, row: Any) -> str:
    return str(_follow(row, screen.currency, ""))


def _follow(row: Any, path: str, *otherwise: Any) -> Any:
    return reduce(lambda thing, name: getattr(thing, name, *otherwise), path.split("."), row)


def _raw(row: Any, field: str) -> Any:
    """Return what a row holds; of a relation the id."""
    return getattr(row, row._meta.get_field(field).attname)  # noqa: SLF001 - Django's documented Meta API
