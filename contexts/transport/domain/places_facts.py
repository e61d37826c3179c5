"""Which facts of a place are acceptable."""

from __future__ import annotations

from typing import Final

from riz import values

from ..contracts import PlaceFacts
from .places import DATE_LINE, NORTH_POLE, plain

MOST_NAMES: Final = 40


def faults_of(facts: PlaceFacts) -> dict[str, list[str]]:
    """Return messages by field; nothing when all is well."""
    faults: dict[str, list[str]] = {}
    if not plain(facts.name):
        faults["name"] = ["A name has letters or numbers."]
    if len(facts.other_names) > MOST_NAMES:
        faults["other_names"] = [f"No more than {MOST_NAMES} other names."]
    if abs(facts.latitude) > NORTH_POLE:
        faults["latitude"] = ["A latitude lies from -90 to 90."]
    if abs(facts.longitude) > DATE_LINE:
        faults["longitude"] = ["A longitude lies from -180 to 180."]
    if facts.country and not (facts.country.isascii() and facts.country.isupper()):
        faults["country"] = ["A country is two capital letters, such as IN."]
    if bad := values.faults_of(values.time_zone, facts.time_zone):
        faults["time_zone"] = bad
    return faults
