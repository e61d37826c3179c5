"""Columns of values that people write: their rules are those of `riz.values`, in forms, at each save and in the database.

A save writes a value the way it is stored, or raises `Invalid` with the name of the field, so no use case, import or handler
can leave a rule out. What the database can say is a CHECK of the column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from riz import geography, values
from riz.errors import Invalid
from riz.values import BadValue

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
    _FloatField = models.FloatField[float, float]
    _InputField = forms.CharField
else:
    _CharField = models.CharField
    _FloatField = models.FloatField
    _InputField = forms.CharField

Rule = Callable[[str], str]
_Value = TypeVar("_Value")


class RuleInput(_InputField):
    """A form's field of a value with a rule."""

    def __init__(self, *, rule: Rule, **options: Any) -> None:
        super().__init__(**options)
        self.rule = rule

    def to_python(self, value: Any) -> str:
        """Write it the one way."""
        text = super().to_python(value) or ""
        return _as_form(self.rule, text) if text else text


class PhoneInput(_InputField):
    """A form's field of a telephone number, whose country the whole form tells: the column reads it."""

    def prepare_value(self, value: Any) -> Any:
        """Show it the way people of all countries read it."""
        return values.format_phone(value) if isinstance(value, str) else value


class _ValueField(_CharField):
    """A column of one kind of value."""

    rule: ClassVar[Any]  # a `Rule`, as a static method
    pattern: ClassVar[str]
    longest: ClassVar[int | None] = None

    def __init__(self, *names: Any, **options: Any) -> None:
        super().__init__(*names, **{"max_length": self.longest, **options})

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Write it the one way for a form, or tell the form what is wrong."""
        if isinstance(value, str) and value:
            value = _as_form(lambda text: self.write(text, model_instance), value)
        return super().clean(value, model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001
        """Write it the one way, in the row that is saved too."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self._to_store(value, model_instance)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Write it the one way where there is no row: in updates of many."""
        if isinstance(value, str):
            value = self._to_store(value, None)
        return super().get_db_prep_save(value, connection)

    def formfield(self, **options: Any) -> Any:
        """Ask the rule in forms."""
        return super().formfield(**{"form_class": RuleInput, "rule": self.rule, **options})

    def db_check(self, connection: Any) -> str:
        """Return the CHECK of the column."""
        column = connection.ops.quote_name(self.column)
        return f"{self._if_blank(column)}{column} ~ '{self.pattern}'"

    def write(self, text: str, row: models.Model | None) -> str:
        """Return the value as it is stored."""
        del row
        written: str = self.rule(text)
        return written

    def _if_blank(self, column: str) -> str:
        return f"{column} = '' OR " if self.blank else ""

    def _to_store(self, text: str, row: models.Model | None) -> str:
        if not text and self.blank:
            return text
        try:
            written = self.write(text, row)
        except BadValue as refusal:
            raise refusal.of(self.name) from refusal
        if self.max_length and len(written) > self.max_length:
            raise Invalid(errors={self.name: [f"Use at most {self.max_length} characters."]})
        return written


class LineField(_ValueField):
    """A column of names, titles, reasons: one line, in which something can be seen."""

    rule = staticmethod(values.line)

    def db_check(self, connection: Any) -> str:
        """Refuse controls, line breaks, and what nobody sees."""
        column = connection.ops.quote_name(self.column)
        seen = f"{self._if_blank(column)}{column} ~ '{values.VISIBLE_PATTERN}'"
        return f"{column} !~ '{values.BREAKING_PATTERN}' AND ({seen})"


class TimeZoneField(_ValueField):
    """A column of IANA time zones."""

    rule = staticmethod(values.time_zone)
    pattern = values.TIME_ZONE_PATTERN
    longest = 64


class CurrencyField(_ValueField):
    """A column of ISO 4217 codes."""

    rule = staticmethod(values.currency)
    pattern = values.CURRENCY_PATTERN
    longest = 3


class LanguageField(_ValueField):
    """A column of BCP 47 tags."""

    rule = staticmethod(values.language)
    pattern = values.LANGUAGE_PATTERN
    longest = values.LONGEST_LANGUAGE


class WebAddressField(_ValueField, models.URLField):  # type: ignore[type-arg]
    """A column of addresses of the web."""

    rule = staticmethod(values.web_address)
    pattern = values.WEB_ADDRESS_PATTERN
    longest = 500

    def formfield(self, **options: Any) -> Any:
        """Take what is typed without a scheme for https."""
        return super().formfield(
            **{
                "rule": lambda text: self.rule(text if ":" in text else f"https://{text}"),
                **options,
            }
        )


class SecureWebAddressField(WebAddressField):
    """A column of https addresses."""

    rule = staticmethod(values.secure_web_address)


class _StoredValueField(_ValueField):
    """A column whose stored values stay good when the rule for new ones gets narrower."""

    def _to_store(self, text: str, row: models.Model | None) -> str:
        return text if re.fullmatch(self.pattern, text) else super()._to_store(text, row)


class EmailField(_StoredValueField, models.EmailField):  # type: ignore[type-arg]
    """A column of e-mail addresses."""

    rule = staticmethod(values.email)
    pattern = values.EMAIL_PATTERN
    longest = values.LONGEST_EMAIL


class HostField(_StoredValueField):
    """A column of names of hosts on the Internet."""

    rule = staticmethod(values.host)
    pattern = values.HOST_PATTERN
    longest = values.LONGEST_HOST


class PhoneField(_StoredValueField):
    """A column of telephone numbers as E.164 writes them; without a code they are of the country that the row's facts tell."""

    rule = staticmethod(values.phone)
    pattern = values.PHONE_PATTERN
    longest = 32

    def write(self, text: str, row: models.Model | None) -> str:
        """Read it as somebody of the row's country writes it."""
        return values.phone(text, country=values.country_of(vars(row) if row else {}))

    def formfield(self, **options: Any) -> Any:
        """Leave the reading to the column, which knows the whole row."""
        return _CharField.formfield(self, **{"form_class": PhoneInput, **options})


class _DegreesField(_FloatField):
    """A column of one angle on the globe, WGS 84."""

    rule: ClassVar[Any]  # a function of `riz.geography`, as a static method
    farthest: ClassVar[float]

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Tell a form what is wrong."""
        return _as_form(self.rule, super().clean(value, model_instance))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001
        """Refuse what lies on no globe."""
        value = super().pre_save(model_instance, add)
        try:
            return self.rule(value)
        except BadValue as refusal:
            raise refusal.of(self.name) from refusal

    def db_check(self, connection: Any) -> str:
        """Return the CHECK of the column."""
        column = connection.ops.quote_name(self.column)
        return f"{column} BETWEEN {-self.farthest} AND {self.farthest}"


class LatitudeField(_DegreesField):
    """A column of degrees north of the equator."""

    rule = staticmethod(geography.latitude)
    farthest = geography.POLE


class LongitudeField(_DegreesField):
    """A column of degrees east of Greenwich."""

    rule = staticmethod(geography.longitude)
    farthest = geography.ANTIMERIDIAN


def state(row: models.Model, facts: Mapping[str, Any]) -> list[str]:
    """State facts in a row that is not saved yet, each written as it is stored; return which of them changed.

    Raises:
        Invalid: some are not acceptable; the details name them.
    """
    before = {name: getattr(row, name) for name in facts}
    for name, value in facts.items():
        setattr(row, name, value)
    faults: dict[str, list[str]] = {}
    for name in facts:
        try:
            column: Any = row._meta.get_field(name)  # noqa: SLF001 - Django's documented Meta API
            column.pre_save(row, add=False)
        except Invalid as refusal:
            faults |= refusal.details["errors"]
    if faults:
        raise Invalid(errors=faults)
    return [name for name, value in before.items() if getattr(row, name) != value]


def _as_form(rule: Callable[[_Value], _Value], value: _Value) -> _Value:
    try:
        return rule(value)
    except BadValue as refusal:
        raise ValidationError(refusal.message) from refusal
