"""Languages as BCP 47 writes them."""

from __future__ import annotations


def normalise(tag: str) -> str:
    """Return one spelling of a tag: `pt-br` is `pt-BR`, `zh-hant` is `zh-Hant`."""
    language, *rest = tag.split("-")
    return "-".join([language.lower(), *(_subtag(part) for part in rest)])


def _subtag(part: str) -> str:
    if len(part) == 2 and part.isalpha():  # noqa: PLR2004 - a region
        return part.upper()
    if len(part) == 4 and part.isalpha():  # noqa: PLR2004 - a script
        return part.title()
    return part.lower()
