"""Amenities on the wire."""

from __future__ import annotations

from riz.rest.fields import EnumField
from riz.rest.outputs import output
from riz.rest.reading import QuerySerializer

from ..contracts import Amenity, AmenityCategory
from . import examples


class AmenityQuery(QuerySerializer):
    """Filters of a list of amenities."""

    category = EnumField(AmenityCategory, required=False)


AmenitySerializer = output(Amenity, sample=examples.AMENITY)
