"""Samples of the OpenAPI description."""

from __future__ import annotations

from uuid import UUID

from ..contracts import Amenity, AmenityCategory

AMENITY = Amenity(
    id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11"),
    slug="private-car",
    name="Private car with driver",
    category=AmenityCategory.TRANSPORT,
    icon_url="",
)
