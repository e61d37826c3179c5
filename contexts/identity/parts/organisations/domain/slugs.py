"""Short names for addresses, made of what an organisation is called."""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

LONGEST = 60
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")


def slug_of(name: str) -> str:
    """Return the name as a slug: small ASCII letters, digits and hyphens; nothing where the name has none of them."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_A_SLUG.sub("-", plain)[:LONGEST].strip("-")


def unique_slug(name: str, organisation_id: UUID) -> str:
    """Return the slug with the end of the id behind it, so that two of one name differ."""
    return f"{slug_of(name) or 'organisation'}-{organisation_id.hex[-10:]}"
