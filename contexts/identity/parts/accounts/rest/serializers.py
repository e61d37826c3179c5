"""Serializers of accounts."""

from __future__ import annotations

from riz.rest.fields import (
    CurrencyField,
    EmailField,
    LanguageField,
    LineField,
    PhoneField,
    TimeZoneField,
)
from riz.rest.serializers import StrictSerializer

from .fields import PasswordField


class RegisterInput(StrictSerializer):
    """Fields that opening an account takes."""

    email = EmailField()
    password = PasswordField(help_text="8 to 128 characters; 15 or more are better.")
    full_name = LineField(max_length=150)
    phone = PhoneField(required=False, allow_blank=True)
    locale = LanguageField(required=False)
    time_zone = TimeZoneField(required=False)
    default_currency = CurrencyField(required=False)
