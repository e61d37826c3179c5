"""What profiles read and write over HTTP."""

from __future__ import annotations

import enum
from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

from riz.money import is_currency
from riz.rest.serializers import StrictSerializer

from ..contracts import (
    AccessibilityNeed,
    BudgetLevel,
    DietaryNeed,
    NotificationChannel,
    NotificationKind,
    ShownFact,
    TravelStyle,
)
from ..queries import EmergencyContact

LANGUAGE_TAG = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"
PHONE = r"^\+?[0-9][0-9 ()./-]{4,30}$"
MOST_LANGUAGES = 20


def _several(values: type[enum.StrEnum], says: str) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=[value.value for value in values]),
        max_length=len(values),
        help_text=says,
    )


class EmergencyContactSerializer(StrictSerializer):
    """Whom to call when something happens."""

    name = serializers.CharField(max_length=150)
    phone = serializers.RegexField(PHONE, max_length=32)
    relation = serializers.CharField(max_length=60, allow_blank=True, default="")


class ProfileInput(StrictSerializer):
    """A whole profile: what is left out of it is a mistake, not a wish to keep it."""

    full_name = serializers.CharField(max_length=150)
    phone = serializers.RegexField(PHONE, max_length=32, allow_blank=True)
    avatar_url = serializers.URLField(
        max_length=500, allow_blank=True, help_text="An https address, or nothing."
    )
    locale = serializers.RegexField(LANGUAGE_TAG, max_length=35)
    time_zone = serializers.CharField(max_length=64)
    default_currency = serializers.CharField(max_length=3)
    bio = serializers.CharField(max_length=1000, allow_blank=True)
    home_place = serializers.CharField(max_length=120, allow_blank=True)
    languages = serializers.ListField(
        child=serializers.RegexField(LANGUAGE_TAG, max_length=35),
        max_length=MOST_LANGUAGES,
        help_text="BCP 47 tags, the best spoken first.",
    )
    emergency_contact = EmergencyContactSerializer(allow_null=True)

    def validate_avatar_url(self, value: str) -> str:
        """Refuse what a browser would load in the clear."""
        if value and not value.lower().startswith("https://"):
            raise serializers.ValidationError("Use an address that begins with https://.")
        return value

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

    def to_profile(self) -> dict[str, Any]:
        """Return what the use case takes."""
        values = dict(self.validated_data)
        contact = values.pop("emergency_contact")
        return {
            **values,
            "languages": tuple(values["languages"]),
            "emergency_contact": EmergencyContact(**contact) if contact else None,
        }


class ProfileSerializer(serializers.Serializer[Any]):
    """What somebody tells about themselves."""

    user_id = serializers.UUIDField()
    full_name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    avatar_url = serializers.CharField(allow_blank=True)
    locale = serializers.CharField()
    time_zone = serializers.CharField()
    default_currency = serializers.CharField()
    bio = serializers.CharField(allow_blank=True)
    home_place = serializers.CharField(allow_blank=True)
    languages = serializers.ListField(child=serializers.CharField())
    emergency_contact = EmergencyContactSerializer(allow_null=True)
    version = serializers.IntegerField()


class PreferencesInput(StrictSerializer):
    """All preferences: what is left out is a mistake, not a wish to keep it."""

    budget_level = serializers.ChoiceField(choices=[level.value for level in BudgetLevel])
    travel_styles = _several(TravelStyle, "What one travels for.")
    dietary_needs = _several(DietaryNeed, "What one eats, or must not.")
    accessibility_needs = _several(AccessibilityNeed, "What one needs to take part.")
    notification_channels = _several(NotificationChannel, "On which ways to be told.")
    notification_kinds = _several(
        NotificationKind, "About what; what an account or a purchase needs is always told."
    )
    shown = _several(ShownFact, "What of the profile others may see; nothing by default.")


class PreferencesSerializer(serializers.Serializer[Any]):
    """How somebody likes to travel, what they need, what they show and how they want to be told."""

    user_id = serializers.UUIDField()
    budget_level = serializers.CharField(help_text="ECONOMY, STANDARD, PREMIUM or LUXURY.")
    travel_styles = serializers.ListField(child=serializers.CharField())
    dietary_needs = serializers.ListField(child=serializers.CharField())
    accessibility_needs = serializers.ListField(child=serializers.CharField())
    notification_channels = serializers.ListField(child=serializers.CharField())
    notification_kinds = serializers.ListField(child=serializers.CharField())
    shown = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField()
