"""Forms and lists of Django's admin whose fields people read: columns in the place of what nobody edits, ids folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.admin.utils import flatten, flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist
from django.db.models import UUIDField
from django.http import HttpRequest
from django.utils.text import capfirst

from .columns import Column, is_presented
from .names import ID
from .tables import label_of


class Presenting:
    """Mixed into a screen or an inline: writes fields that nobody edits as people read them.

    Attributes:
        names: of fields that hold ids, or texts and JSON with ids in them, the kinds of things that they name.
        words: of booleans, what yes and no mean.
        codes: fields with codes of ours that are read as the words that they consist of.
        zones: of instants that belong to a place, the path to its time zone; others are on the reader's clock.
        labels: what a field is called here, where its own name is not a person's word.
        currency: the path to the currency of amounts.
        technical: fields that only explain a fault; they are folded away with the ids.
    """

    names: ClassVar[Mapping[str, str | tuple[str, ...]]] = {}
    words: ClassVar[Mapping[str, tuple[str, str]]] = {}
    codes: ClassVar[tuple[str, ...]] = ()
    zones: ClassVar[Mapping[str, str]] = {}
    labels: ClassVar[Mapping[str, str]] = {}
    currency: ClassVar[str] = "currency"
    technical: ClassVar[tuple[str, ...]] = ()
    opts: Any

    def column(self, name: Any, *, is_linked: bool = True, is_raw: bool = False) -> Any:
        """Return what writes a field for people; anything that is no field writes itself."""
        field = self._field(name)
        if field is None or not is_presented(self, field):
            return name
        made = self.__dict__.setdefault("_columns", {})
        key = (name, is_linked, is_raw)
        return made.setdefault(key, Column(self, field, is_linked=is_linked, is_raw=is_raw))

    def present(
        self, form: Any, *, is_read_only: bool, is_new: bool = False, with_technical: bool = False
    ) -> None:
        """Have a form of Django's admin, or its inline, show what nobody edits there as people read it.

        Of a new thing there is nothing to read yet.
        """
        shown = flatten_fieldsets(form.fieldsets)
        read_only = shown if is_read_only else list(form.readonly_fields)
        readable = [] if is_new else [name for name in read_only if not self.is_technical(name)]
        columns = {name: self.column(name) for name in readable}
        hidden = [name for name in read_only if name in shown and name not in columns]
        sections = [
            (title, {**options, "fields": _replaced(options["fields"], columns, hidden)})
            for title, options in form.fieldsets
        ]
        raw: list[Any] = []
        if with_technical:
            ids = [name for name in shown if name in self.names and name in read_only]
            wanted = dict.fromkeys([self.opts.pk.name, *ids, *hidden])
            raw = [self.column(name, is_raw=True) for name in wanted]
            sections.append(("Technical", {"fields": raw, "classes": ["collapse"]}))
        form.fieldsets = [each for each in sections if each[1]["fields"]]
        form.readonly_fields = [*read_only, *columns.values(), *raw]

    def is_technical(self, name: Any) -> bool:
        """Tell whether a field is folded away."""
        if name in self.names:
            return False
        field = self._field(name)
        is_key = field is not None and field.primary_key and not field.is_relation
        return is_key or name in self.technical or isinstance(field, UUIDField)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Ask for a field under the name that it has where it is only read."""
        label = self.labels.get(db_field.name) or label_of(db_field.verbose_name)
        kwargs.setdefault("label", capfirst(label))
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]

    def _field(self, name: Any) -> Any:
        try:
            return self.opts.get_field(name)
        except FieldDoesNotExist:
            return None


class Headed:
    """A row under the heading of its page, for templates; for all else it is the row."""

    def __init__(self, row: Any, heading: str = "") -> None:
        self._row = row
        self._heading = heading or name_of(row)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)

    def __str__(self) -> str:
        return self._heading


def name_of(row: Any) -> str:
    """Return what a row is called by itself, or what kind of thing it is where it only knows ids."""
    name = str(row)
    return str(row._meta.verbose_name) if ID.search(name) else name  # noqa: SLF001 - Django's documented Meta API


def _replaced(fields: Any, columns: dict[Any, Any], hidden: Sequence[Any]) -> list[Any]:
    """Put columns in the place of fields, which may stand side by side, and leave the hidden ones out."""
    lines = [
        [columns.get(name, name) for name in flatten([line]) if name not in hidden]
        for line in fields
    ]
    return [line if len(line) > 1 else line[0] for line in lines if line]
