"""Fields as staff read them, in lists and on pages alike: names for ids, money, instants of the place, words, tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import HttpRequest

from riz.money import Money

from . import names
from .instants import format_date, format_instant, zone_named, zone_of
from .states import YES_OR_NO, format_flag, format_state, is_state
from .tables import NOTHING, format_json, label_of


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
    """A field of a screen as people read it; Django takes it for a method of the screen."""

    def __init__(self, screen: Any, field: Any, *, is_linked: bool = True) -> None:
        self.screen = screen
        self.field = field
        self.is_linked = is_linked
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
        if isinstance(self.field, models.JSONField | ArrayField):
            return format_json(value, page, _currency_of(self.screen, row))
        if self.field.name in self.screen.names:
            return page.names.link(value, is_linked=self.is_linked)
        return self._written(value, row, page)

    def _written(self, value: Any, row: Any, page: Page) -> str:
        if self.field.name.endswith("_minor"):
            return Money(value, _currency_of(self.screen, row)).format()
        if self.field.name.endswith("_basis_points"):
            return f"{value / 100:g} %"
        if isinstance(value, dt.datetime):
            return format_instant(value, self._zone(row, page.zone))
        if isinstance(value, dt.date):
            return format_date(value)
        if isinstance(value, bool):
            return format_flag(value, self.screen.words.get(self.field.name, YES_OR_NO))
        word = dict(self.field.flatchoices).get(value) or value.replace("_", " ").lower()
        return format_state(value, str(word))

    def _zone(self, row: Any, otherwise: ZoneInfo) -> ZoneInfo:
        path = self.screen.zones.get(self.field.name)
        return zone_named(_follow(row, path), otherwise) if path else otherwise


def is_presented(screen: Any, field: Any) -> bool:
    """Tell whether a field is written as a column; what is a plain word or number already, Django writes."""
    is_counted = field.name.endswith(("_minor", "_basis_points"))
    if field.name in screen.names or is_counted or is_state(field):
        return True
    return isinstance(field, models.DateField | models.BooleanField | models.JSONField | ArrayField)


def _currency_of(screen: Any, row: Any) -> str:
    return str(_follow(row, screen.currency, ""))


def _follow(row: Any, path: str, *otherwise: Any) -> Any:
    return reduce(lambda thing, name: getattr(thing, name, *otherwise), path.split("."), row)


def _raw(row: Any, field: str) -> Any:
    """Return what a row holds; of a relation the id."""
    return getattr(row, row._meta.get_field(field).attname)  # noqa: SLF001 - Django's documented Meta API
