"""Refusals of catalog, gathered from its parts, and those of its own."""

from riz.errors import Invalid

from .parts.accommodations.errors import AccommodationNotFound
from .parts.experiences.errors import ExperienceNotFound
from .parts.packages.errors import NoPriceForParty, PackageNotFound

__all__ = [
    "AccommodationNotFound",
    "ExperienceNotFound",
    "InvalidFixture",
    "NoPriceForParty",
    "PackageNotFound",
]


class InvalidFixture(Invalid):
    """Files of catalog data can't be loaded; `faults` names everything that is wrong with them."""

    code = "catalog.invalid_fixture"
    message = "The catalog data has faults; nothing was loaded."
    faults: list[str]
