"""Names of trains and stations as people write them, from the short capitals of the published tables."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = {
    "exp": "Express", "ex": "Express", "expres": "Express", "expre": "Express", "expr": "Express", "e": "Express",
    "express": "Express", "spl": "Special", "pass": "Passenger", "passenger": "Passenger", "sf": "Superfast",
    "rajdhani": "Rajdhani", "rajdhni": "Rajdhani", "rjdhn": "Rajdhani", "rajex": "Rajdhani Express",
    "raj": "Rajdhani", "shtbdi": "Shatabdi", "shatabdi": "Shatabdi", "shtabdi": "Shatabdi", "drnto": "Duronto",
    "skrnti": "Sampark Kranti", "smprk": "Sampark", "krnti": "Kranti", "k": "Kranti", "wkly": "Weekly",
    "we": "Weekly", "grb": "Garib", "rth": "Rath", "ac": "AC", "ic": "Intercity", "inter": "Inter", "ml": "Mail",
    "s": "Sampark", "porvotr": "Poorvottar", "brahmputra": "Brahmaputra", "abadh": "Avadh",
    "kanchanjanga": "Kanchanjunga", "capital": "Capital",
}  # fmt: skip
_STATION_WORDS: Final = {
    "jn": "Junction", "cant": "Cantonment", "cantt": "Cantonment", "rd": "Road", "h": "Halt", "trm": "Terminus",
    "cntl": "Central", "cy": "City", "t": "Terminus", "ph": "", "n": "North", "s": "South",
}  # fmt: skip
_JOINED: Final = re.compile(r"([A-Z]{4,})EXP(?:RES|RESS)?")
_CODE: Final = re.compile(r"^[A-Z]{2,5}$")


def train_name(published: str, number: str, codes: frozenset[str]) -> str:
    """Return a train's name; codes of its stations stay in capitals.

    >>> train_name("DBRT RAJDHANI E", "12423", frozenset({"DBRT"}))
    'DBRT Rajdhani Express'
    """
    words = [_train_word(word, codes) for word in published.replace(".", " ").split()]
    return " ".join(words) or f"Train {number}"


def _train_word(word: str, codes: frozenset[str]) -> str:
    if _CODE.match(word) and word in codes:
        return word
    joined = _JOINED.fullmatch(word)
    if joined:
        return f"{joined[1].capitalize()} Express"
    return _WORDS.get(word.lower(), word.capitalize())


def station_name(published: str) -> str:
    """Return a station's name with its short words written out.

    >>> station_name("azamnagar road"), station_name("ambala cant")
    ('Azamnagar Road', 'Ambala Cantonment')
    """
    first, *others = published.split()
    words = [first.capitalize(), *(_STATION_WORDS.get(word, word.capitalize()) for word in others)]
    return " ".join(filter(None, words))
