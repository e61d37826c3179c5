"""What codes of permissions and scopes in schema v3 mean here: each context says it of its own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

_meanings: defaultdict[frozenset[str], set[str]] = defaultdict(set)


def means(code: str, words: str) -> None:
    """State which codes of schema v3 mean a permission or scope, beside its own in any spelling."""
    for word in words.split():
        _meanings[_parts(word)].add(code)


def translate(words: Iterable[str], *, known: Iterable[str]) -> tuple[frozenset[str], list[str]]:
    """Return which of the known codes these mean, and those that mean none of them."""
    codes = {word: _codes(word, frozenset(known)) for word in words}
    unknown = sorted(word for word, found in codes.items() if not found)
    return frozenset().union(*codes.values()), unknown


def _codes(word: str, known: frozenset[str]) -> frozenset[str]:
    parts = _parts(word)
    spelled = {code for code in known if _parts(code) == parts}
    return frozenset(spelled or known & _meanings[parts])


def _parts(word: str) -> frozenset[str]:
    """Return what is left where neither signs, order, case nor number count: portals of one family differ in them."""
    return frozenset(part.removesuffix("s") for part in re.split(r"[^a-z]+", word.lower()) if part)
