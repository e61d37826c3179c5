"""What accounts read and write over HTTP."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

from riz.money import is_currency
from riz.rest.serializers import StrictSerializer

from ..contracts import SecondFactor
from .fields import PasswordField

_LOCALE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
_PHONE = r"^\+?[0-9][0-9 ()./-]{4,30}$"


class RegisterSerializer(StrictSerializer):
    """What opening an account takes."""

    email = serializers.EmailField(max_length=254)
    password = PasswordField(help_text="8 to 128 characters; 15 or more are better.")
    full_name = serializers.CharField(max_length=150)
    phone = serializers.RegexField(_PHONE, max_length=32, required=False, allow_blank=True)
    locale = serializers.RegexField(_LOCALE, max_length=35, required=False)
    time_zone = serializers.CharField(max_length=64, required=False)
    default_currency = serializers.CharField(max_length=3, required=False)

    def validate_time_zone(self, value: str) -> str:
        """Refuse what the IANA database does not know."""
        if value not in available_timezones():
            raise serializers.ValidationError("This is no IANA time zone such as Asia/Kolkata.")
        return value

    def validate_default_currency(self, value: str) -> str:
        """Refuse what ISO 4217 does not know."""
        if not is_currency(value):
            raise serializers.ValidationError("This is no ISO 4217 currency code such as INR.")
        return value


class HeldRoleSerializer(serializers.Serializer[Any]):
    """A role, everywhere when `organisation_id` is null."""

    role = serializers.CharField(source="code")
    organisation_id = serializers.UUIDField(allow_null=True)


class AccountSerializer(serializers.Serializer[Any]):
    """One's own account."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    email_verified_at = serializers.DateTimeField(allow_null=True)
    pending_email = serializers.EmailField(
        allow_null=True, help_text="What the address becomes once the link in our mail is followed."
    )
    full_name = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    kind = serializers.CharField(help_text="TRAVELLER, PORTAL_STAFF, PORTAL_ADMIN, ...")
    locale = serializers.CharField()
    time_zone = serializers.CharField()
    default_currency = serializers.CharField()
    created_at = serializers.DateTimeField()
    has_password = serializers.BooleanField()
    second_factors = serializers.ListField(
        child=serializers.ChoiceField(choices=[factor.value for factor in SecondFactor]),
        help_text="How a sign-in is completed, and a step-up shown; empty when no second factor is on.",
    )
    passkeys = serializers.IntegerField()
    linked_logins = serializers.IntegerField(help_text="Logins with other providers.")
    erasure_due_at = serializers.DateTimeField(allow_null=True)
    stepped_up_until = serializers.DateTimeField(
        allow_null=True,
        help_text="Until when what asks for a recent authentication is open to this session.",
    )
    roles = HeldRoleSerializer(many=True)
    impersonation_ends_at = serializers.DateTimeField(allow_null=True)
    impersonator_id = serializers.UUIDField(
        allow_null=True, help_text="The member of staff who acts as this person at the moment."
    )
