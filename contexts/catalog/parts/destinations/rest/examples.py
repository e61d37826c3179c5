"""Samples of the OpenAPI description."""

from __future__ import annotations

from uuid import UUID

from ..contracts import Destination

DESTINATION = Destination(
    id=UUID("0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11"),
    slug="neermahal",
    name="Neermahal",
    district="Sepahijala",
    region="Tripura",
    summary="A palace of white and red in the middle of Rudrasagar lake.",
    description="Boats cross to it from Melaghar.",
    lat=23.5044,
    lon=91.3147,
    time_zone="Asia/Kolkata",
    best_time_to_visit="October to March",
    how_to_reach="About 53 km by road from Agartala.",
    cover_image_url="",
    images=(),
    is_featured=True,
    version=1,
)
