"""Serializer fields of the wire's own shapes, and of values that people write: those ask the rules of `riz.values`."""

from __future__ import annotations

import enum
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from riz import values
from riz.money import Money


class _ValueField(serializers.CharField):
    """A text of one kind, read the way it is stored."""

    rule: ClassVar[Any]  # as a static method
    longest: ClassVar[int | None] = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": self.longest, **options})

    def to_internal_value(self, data: Any) -> str:
        """Write it the one way, or say what is wrong with it."""
        try:
            return self.write(super().to_internal_value(data))
        except values.BadValue as refusal:
            raise serializers.ValidationError(refusal.message) from refusal

    def write(self, text: str) -> str:
        """Return the value as it is stored."""
        written: str = self.rule(text)
        return written


class LineField(_ValueField):
    """A name, a title, a reason: one line, in which something can be seen."""

    rule = staticmethod(values.line)


class TimeZoneField(_ValueField):
    """The name of an IANA time zone."""

    rule = staticmethod(values.time_zone)
    longest = 64


class CurrencyField(_ValueField):
    """An ISO 4217 code."""

    rule = staticmethod(values.currency)
    longest = 3


class LanguageField(_ValueField):
    """A BCP 47 tag."""

    rule = staticmethod(values.language)
    longest = values.LONGEST_LANGUAGE


@extend_schema_field({"type": "string", "format": "email", "maxLength": values.LONGEST_EMAIL})
class EmailField(_ValueField):
    """An e-mail address."""

    rule = staticmethod(values.email)
    longest = values.LONGEST_EMAIL


class HostField(_ValueField):
    """The name of a host on the Internet."""

    rule = staticmethod(values.host)
    longest = values.LONGEST_HOST


@extend_schema_field({"type": "string", "format": "uri", "maxLength": 500})
class SecureWebAddressField(_ValueField):
    """An https address."""

    rule = staticmethod(values.secure_web_address)
    longest = 500


class PhoneField(_ValueField):
    """A telephone number, shown in its international form.

    Without a code it is of the country that `country` of the context answers, or that the other fields tell.
    """

    longest = 32

    def write(self, text: str) -> str:
        """Read it as somebody of that country writes it."""
        ask = self.context.get("country")
        if ask and not text.startswith("+"):
            return values.phone(text, country=ask())
        stated = getattr(self.root, "initial_data", None)
        return values.phone(
            text, country=values.country_of(stated if isinstance(stated, dict) else {})
        )

    def to_representation(self, value: Any) -> str:
        """Show it the way people of all countries read it."""
        return values.format_phone(str(value))


class UuidField(serializers.UUIDField):
    """An id, which is text: DRF would read `true` as the id of one, and any number as one too."""

    def to_internal_value(self, data: Any) -> Any:
        """Read the text."""
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class EnumField(serializers.ChoiceField):
    """A value of an enum, read as its member."""

    def __init__(self, kind: type[enum.Enum], **options: Any) -> None:
        self.kind = kind
        super().__init__(choices=[member.value for member in kind], **options)

    def to_internal_value(self, data: Any) -> enum.Enum:  # type: ignore[override]
        """Read the member."""
        return self.kind(super().to_internal_value(data))


class MoneySerializer(serializers.Serializer[Money]):
    """Money as `{"amount_minor": 123450, "currency": "INR"}`."""

    amount_minor = serializers.IntegerField()
    currency = CurrencyField()

    def to_representation(self, instance: Money) -> dict[str, Any]:
        return {"amount_minor": instance.amount_minor, "currency": instance.currency}

    def to_internal_value(self, data: Any) -> Money:
        stated = super().to_internal_value(data)
        return Money(stated["amount_minor"], stated["currency"])
