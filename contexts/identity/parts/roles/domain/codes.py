"""Codes of roles that people make."""

from __future__ import annotations

import re
import unicodedata

_LENGTH = 30


def code_of(*, name: str, suffix: str) -> str:
    """Make a code of a name: small Latin letters, digits and hyphens, told apart by the suffix.

    The suffix is random for an organisation's role, so that no code tells of another organisation's roles.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    stem = words if words[:1].isalpha() else f"role-{words}".strip("-")
    return f"{stem[:_LENGTH].strip('-')}-{suffix}"
