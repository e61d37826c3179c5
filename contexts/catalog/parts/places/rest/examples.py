"""Samples of the OpenAPI description."""

from __future__ import annotations

from uuid import UUID

from ..contracts import Place, PlaceKind

PLACE = Place(
    id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11"),
    name="Tripura State Museum",
    kind=PlaceKind.MUSEUM,
    lat=23.8371,
    lon=91.2826,
    destination_id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d12"),
    version=1,
)
