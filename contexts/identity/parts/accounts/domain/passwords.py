"""Rules of passwords: long, not guessed at once, and otherwise whatever its owner likes."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable

SHORTEST = 8
LONGEST = 128
_SHORTEST_PART = 4


def normalise(password: str) -> str:
    """Return one spelling of what was typed (NFKC), so that every keyboard and system writes the same bytes."""
    return unicodedata.normalize("NFKC", password)


def weaknesses(password: str, *, about_owner: Iterable[str], common: Container[str]) -> list[str]:
    """Say why a normalised password is refused; an empty list means that it is fine."""
    found = []
    if len(password) < SHORTEST:
        found.append(f"Use at least {SHORTEST} characters; 15 or more are better.")
    if len(password) > LONGEST:
        found.append(f"Use at most {LONGEST} characters.")
    if password.lower() in common:
        found.append("This is one of the passwords that are tried first. Choose another.")
    if _is_mostly_about(password, about_owner):
        found.append("Your name and address are tried first. Choose something else.")
    return found


def _is_mostly_about(password: str, about_owner: Iterable[str]) -> bool:
    """Tell whether less than a password's worth is left without the owner's own name and address."""
    rest = password.lower()
    parts = {part.lower() for fact in about_owner for part in (fact, *_words(fact))}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= _SHORTEST_PART:
            rest = rest.replace(part, "")
    return rest != password.lower() and len(rest) < _SHORTEST_PART


def _words(fact: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in fact).split()
