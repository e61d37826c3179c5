"""Packages on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from riz.rest.fields import CurrencyField, EnumField
from riz.rest.outputs import ContractSerializer
from riz.rest.reading import QuerySerializer

from ..contracts import Package, PackageKind
from . import examples

HIGHEST_PRICE_MINOR = 10**15


class PackageQuery(QuerySerializer):
    """Filters of a list of packages; the price is an adult's in `currency`, in some party."""

    kind = EnumField(PackageKind, required=False)
    destination = serializers.SlugField(required=False, max_length=120)
    min_days = serializers.IntegerField(required=False, min_value=1, max_value=365)
    max_days = serializers.IntegerField(required=False, min_value=1, max_value=365)
    max_price_minor = serializers.IntegerField(
        required=False, min_value=0, max_value=HIGHEST_PRICE_MINOR
    )
    currency = CurrencyField(
        required=False,
        help_text="The currency of the price bound; INR if it comes without one.",
    )
    q = serializers.CharField(
        source="text",
        required=False,
        min_length=2,
        max_length=100,
        help_text="Words in the name or the description; typing errors are forgiven.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read prices without a currency as rupees."""
        if "max_price_minor" in attrs:
            attrs.setdefault("currency", "INR")
        return attrs


class PackageSerializer(ContractSerializer):
    """A package with its days."""

    contract = Package
    sample = examples.PACKAGE
    hidden = ("version",)


class PackageSummarySerializer(ContractSerializer):
    """A package in a list; prices are for one traveller, before tax."""

    contract = Package
    sample = examples.PACKAGE
    hidden = ("inclusions", "exclusions", "days", "version")
