"""Which facts of a destination are acceptable."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ..contracts import DestinationFacts
from .areas import ANTIMERIDIAN, POLE


def faults_of(facts: DestinationFacts) -> dict[str, list[str]]:
    """Return messages by field; nothing when all is well."""
    faults: dict[str, list[str]] = {}
    if abs(facts.lat) > POLE:
        faults["lat"] = ["A latitude lies from -90 to 90."]
    if abs(facts.lon) > ANTIMERIDIAN:
        faults["lon"] = ["A longitude lies from -180 to 180."]
    if facts.cover_image_url and not _is_web_address(facts.cover_image_url):
        faults["cover_image_url"] = [
            "A picture has an address that begins with https:// or http://."
        ]
    if not all(_is_web_address(image.url) for image in facts.images):
        faults["images"] = ["Pictures have addresses that begin with https:// or http://."]
    if not _is_time_zone(facts.time_zone):
        faults["time_zone"] = ["This is not an IANA time zone, such as Asia/Kolkata."]
    return faults


def _is_web_address(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
