"""Names as they read at a glance, so that nobody borrows another one's."""

from __future__ import annotations

import unicodedata

# Small letters of other scripts, and digits, that pass for Latin ones (Unicode Technical Standard 39).
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕαβεζηικμνορτυχ01l", "abekmhopctyxijsabezhikmnoptyxoii")
_ACCENTS = 200


def fold(name: str) -> str:
    """Return a name without case, spaces, punctuation, accents and what passes for other letters."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_LOOK_ALIKES)
    return "".join(
        each
        for each in plain
        if unicodedata.category(each)[0] in "LMN" and unicodedata.combining(each) < _ACCENTS
    )
