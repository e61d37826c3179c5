"""The step of a migration before columns get the CHECKs of `riz.columns`: rows of before are written as these want them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from babel.core import get_global
from django.db.migrations import AlterField, RunPython
from django.db.models import Q

from riz import values

_LONGEST = 4_000


class Kind(NamedTuple):
    """How rows of a kind of value are found that don't fit, what becomes of a value, and what of one that can't be read."""

    is_bad: Callable[[str], Q]
    rule: Callable[[str, Mapping[str, Any]], str]
    otherwise: str = ""


def _unlike(pattern: str) -> Callable[[str], Q]:
    return lambda column: ~Q(**{column: ""}) & ~Q(**{f"{column}__regex": pattern})


def _phone(text: str, row: Mapping[str, Any]) -> str:
    """Read a number; one that may be nobody's by now stays as long as it looks like one."""
    import phonenumbers  # noqa: PLC0415 - takes a while to import

    country = values.country_of(row)
    try:
        return values.phone(text, country=country)
    except values.BadValue:
        pass
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    fits = phonenumbers.is_possible_number(number) and re.fullmatch(values.PHONE_PATTERN, written)
    return written if fits else ""


def _email(text: str, _row: Mapping[str, Any]) -> str:
    try:
        return values.email(text)
    except values.BadValue:
        small = re.sub("[^!-~]", "", text.lower())
        return small if re.fullmatch(values.EMAIL_PATTERN, small) else ""


LINE = Kind(
    lambda column: (
        Q(**{f"{column}__regex": values.BREAKING_PATTERN}) | _unlike(values.VISIBLE_PATTERN)(column)
    ),
    lambda text, _: values.clean_line(text, longest=_LONGEST),
)
NAME = Kind(lambda column: Q(**{column: ""}) | LINE.is_bad(column), LINE.rule, "(no name)")
PHONE = Kind(_unlike(values.PHONE_PATTERN), _phone)
EMAIL = Kind(_unlike(values.EMAIL_PATTERN), _email, "unreadable@riz.invalid")
HOST = Kind(_unlike(values.HOST_PATTERN), lambda text, _: values.host(text))
WEB_ADDRESS = Kind(_unlike(values.WEB_ADDRESS_PATTERN), lambda text, _: values.web_address(text))
TIME_ZONE = Kind(
    lambda column: ~Q(**{f"{column}__in": sorted(values.time_zones())}),
    lambda text, _: values.time_zone(text),
    "UTC",
)
CURRENCY = Kind(
    lambda column: ~Q(**{f"{column}__in": sorted(get_global("all_currencies"))}),
    lambda text, _: values.currency(text),
    "INR",
)
LANGUAGE = Kind(_unlike(values.LANGUAGE_PATTERN), lambda text, _: values.language(text), "en")

Lost = Callable[[Any, Any, str, str], None]


def mend(app: str, model: str, *, lost: Lost | None = None, **kinds: Kind) -> RunPython:
    """Return the step that mends these columns of a table; `lost` is told what can't be read, before it is replaced."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        alias = schema_editor.connection.alias
        rows = apps.get_model(app, model)._base_manager.using(alias)  # noqa: SLF001
        table = schema_editor.quote_name(rows.model._meta.db_table)  # noqa: SLF001
        # Triggers that keep a table as it was would keep what is wrong in it, too.
        schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for column, kind in kinds.items():
            for row in list(rows.filter(kind.is_bad(column))):
                text = getattr(row, column)
                written = _written(kind, text, row)
                if lost and not written:
                    lost(apps, row, column, text)
                rows.filter(pk=row.pk).update(**{column: written or kind.otherwise})
        schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    return RunPython(forwards, RunPython.noop)


class AlterToValue(AlterField):
    """Makes a column one of `riz.columns`, CHECK included: Django's own step knows those of its own types only."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        """Change the column, then have it checked."""
        super().database_forwards(app_label, schema_editor, *states)
        model = states[-1].apps.get_model(app_label, self.model_name)
        check = model._meta.get_field(self.name).db_check(schema_editor.connection)  # noqa: SLF001
        schema_editor.execute(schema_editor._create_check_sql(model, self._check, check))  # noqa: SLF001

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        """Take the CHECK away, then change the column back."""
        model = states[0].apps.get_model(app_label, self.model_name)
        schema_editor.execute(schema_editor._delete_check_sql(model, self._check))  # noqa: SLF001
        super().database_forwards(app_label, schema_editor, *states)

    @property
    def _check(self) -> str:
        return f"{self.model_name}_{self.name}_is_one"


def _written(kind: Kind, text: str, row: Any) -> str:
    try:
        return kind.rule(text, vars(row))
    except values.BadValue:
        return ""
