"""Experiences on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.fields import CurrencyField, EnumField
from riz.rest.outputs import ContractSerializer
from riz.rest.reading import QuerySerializer

from ..contracts import Difficulty, Experience, ExperienceKind
from . import examples

HIGHEST_PRICE_MINOR = 10**15


class ExperienceQuery(QuerySerializer):
    """Filters of a list of experiences; the price is an adult's in `currency`."""

    destination = serializers.SlugField(required=False, max_length=120)
    kind = EnumField(ExperienceKind, required=False)
    difficulty = EnumField(Difficulty, required=False)
    max_price_minor = serializers.IntegerField(
        required=False, min_value=0, max_value=HIGHEST_PRICE_MINOR
    )
    currency = CurrencyField(
        required=False,
        help_text="The currency of the price bound; INR if it comes without one.",
    )
    weekday = serializers.IntegerField(
        required=False, min_value=1, max_value=7, help_text="Open on it; Monday is 1."
    )
    q = serializers.CharField(
        source="text",
        required=False,
        min_length=2,
        max_length=100,
        help_text="Words in the title or the description; typing errors are forgiven.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read prices without a currency as rupees."""
        if "max_price_minor" in attrs:
            attrs.setdefault("currency", "INR")
        return attrs


class ExperienceSerializer(ContractSerializer):
    """An experience; prices are for one person, before tax, and infants go free."""

    contract = Experience
    sample = examples.EXPERIENCE
    hidden = ("version",)
