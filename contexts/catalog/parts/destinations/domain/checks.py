"""Which facts of a destination are acceptable."""

from __future__ import annotations

from riz import geography, values

from ..contracts import DestinationFacts


def faults_of(facts: DestinationFacts) -> dict[str, list[str]]:
    """Return messages by field; nothing when all is well."""
    faults: dict[str, list[str]] = {}
    if bad := values.faults_of(geography.latitude, facts.lat):
        faults["lat"] = bad
    if bad := values.faults_of(geography.longitude, facts.lon):
        faults["lon"] = bad
    if facts.cover_image_url and (
        bad := values.faults_of(values.web_address, facts.cover_image_url)
    ):
        faults["cover_image_url"] = bad
    for image in facts.images:
        if bad := values.faults_of(values.web_address, image.url):
            faults["images"] = bad
    if bad := values.faults_of(values.time_zone, facts.time_zone):
        faults["time_zone"] = bad
    return faults
