"""Serializers of profiles."""

from __future__ import annotations

import enum
from typing import Any

from rest_framework import serializers

from riz.rest.fields import (
    CurrencyField,
    EnumField,
    LanguageField,
    LineField,
    PhoneField,
    SecureWebAddressField,
    TimeZoneField,
)
from riz.rest.outputs import ContractSerializer, output
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
from ..queries import EmergencyContact, Preferences, Profile

MOST_LANGUAGES = 20


def _several(values: type[enum.StrEnum], says: str) -> serializers.ListField:
    return serializers.ListField(
        child=EnumField(values),
        max_length=len(values),
        help_text=says,
    )


class EmergencyContactInput(StrictSerializer):
    """The person to call when something happens."""

    name = LineField(max_length=150)
    phone = PhoneField()
    relation = LineField(max_length=60, allow_blank=True, default="")


class ProfileInput(StrictSerializer):
    """A whole profile: what is left out of it is a mistake, not a wish to keep it."""

    full_name = LineField(max_length=150)
    phone = PhoneField(allow_blank=True)
    avatar_url = SecureWebAddressField(allow_blank=True, help_text="An https address, or nothing.")
    locale = LanguageField()
    time_zone = TimeZoneField()
    default_currency = CurrencyField()
    bio = serializers.CharField(max_length=1000, allow_blank=True)
    home_place = LineField(max_length=120, allow_blank=True)
    languages = serializers.ListField(
        child=LanguageField(),
        max_length=MOST_LANGUAGES,
        help_text="BCP 47 tags, the best spoken first.",
    )
    emergency_contact = EmergencyContactInput(allow_null=True)

    def to_profile(self) -> dict[str, Any]:
        """Return what the use case takes."""
        values = dict(self.validated_data)
        contact = values.pop("emergency_contact")
        return {
            **values,
            "languages": tuple(values["languages"]),
            "emergency_contact": EmergencyContact(**contact) if contact else None,
        }


class ProfileSerializer(ContractSerializer):
    """Facts that somebody states about themselves."""

    contract = Profile
    emergency_contact = EmergencyContactInput(allow_null=True)


class PreferencesInput(StrictSerializer):
    """All preferences: what is left out is a mistake, not a wish to keep it."""

    budget_level = EnumField(BudgetLevel)
    travel_styles = _several(TravelStyle, "What one travels for.")
    dietary_needs = _several(DietaryNeed, "What one eats, or must not.")
    accessibility_needs = _several(AccessibilityNeed, "What one needs to take part.")
    notification_channels = _several(NotificationChannel, "On which ways to be told.")
    notification_kinds = _several(
        NotificationKind, "About what; what an account or a purchase needs is always told."
    )
    shown = _several(ShownFact, "What of the profile others may see; nothing by default.")


PreferencesSerializer = output(Preferences)
