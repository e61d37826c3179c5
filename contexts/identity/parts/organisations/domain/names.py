"""Names as they read at a glance, so that nobody borrows another one's."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

# Who runs the portal calls itself so; nobody else does.
_OWN_NAMES: Final = frozenset({"riz"})
# Words that say what a body is, or claim something, and name nobody.
_WORDS_BESIDE_NAMES: Final = frozenset(
    re.findall(
        r"\w+",
        "co company corp corporation desk gmbh help helpdesk inc incorporated limited llc llp ltd official "
        "plc private pvt support team verified",
    )
)
# What Unicode's list leaves out: case, and two letters that read as one.
_ALSO_READ_AS: Final = (("l", "i"), ("vv", "w"))
_ACCENTS: Final = 200


def fold(name: str) -> str:
    """Return a name without case, spaces, punctuation, accents, legal forms and what passes for other letters."""
    words = "".join(each if _is_read(each) else " " for each in _skeleton(name)).split()
    naming = [each for each in words if each not in _skeletons(_WORDS_BESIDE_NAMES)]
    return "".join(naming or words)


def is_ours(name: str) -> bool:
    """Tell whether a name reads like that of the portal itself."""
    return fold(name) in _skeletons(_OWN_NAMES)


def _skeleton(text: str) -> str:
    """Return the skeleton of Unicode Technical Standard 39, of a text whose case and accents don't count."""
    plain = unicodedata.normalize("NFKD", text)
    # Capitals are confused with others than small letters are.
    plain = plain.translate(_prototypes()).casefold().translate(_prototypes())
    plain = "".join(map(_large, unicodedata.normalize("NFD", plain)))
    for one, another in _ALSO_READ_AS:
        plain = plain.replace(one, another)
    return "".join(each for each in plain if unicodedata.combining(each) < _ACCENTS)


def _is_read(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _large(character: str) -> str:
    """Return the letter that a small capital is."""
    small, _, letter = unicodedata.name(character, "").partition("LETTER SMALL CAPITAL ")
    return letter.lower() if small == "LATIN " and len(letter) == 1 else character.casefold()


@cache
def _skeletons(texts: frozenset[str]) -> frozenset[str]:
    return frozenset(_skeleton(each) for each in texts)


@cache
def _prototypes() -> dict[int, str]:
    """Map characters to what they are confused with: the middle of each star in Unicode's list."""
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415 - a large table

    stars: dict[str, list[str]] = {
        each: [other["c"] for other in others] for each, others in confusables_data.items()
    }

    def middle(each: str) -> str:
        return max((each, *stars[each]), key=lambda of: (len(stars.get(of, ())), of.isascii(), of))

    return {ord(each): middle(each).strip("\u200e") for each in stars if len(each) == 1}
