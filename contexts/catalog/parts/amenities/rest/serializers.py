"""Amenities on the wire."""

from __future__ import annotations

from rest_framework import serializers

from riz.rest.reading import FilterSerializer, SparseSerializer

from ..contracts import AmenityCategory


class AmenityFilterSerializer(FilterSerializer):
    """What a list of amenities may be narrowed to."""

    category = serializers.ChoiceField(choices=list(AmenityCategory), required=False)


class AmenitySerializer(SparseSerializer):
    """An amenity."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    category = serializers.ChoiceField(choices=list(AmenityCategory))
    icon_url = serializers.CharField(allow_blank=True)
