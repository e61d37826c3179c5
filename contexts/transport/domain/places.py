"""How names of places are compared, and how a coordinate is written.

Names of one place differ by accents, by case and by how a script was put into Latin letters: Kailāshahar, Kailasahar and
Kailashahar are one town. `plain` takes away accents and punctuation; `sound` also what people spell differently and say alike.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from babel import Locale

LONGEST_TEXT: Final = 200
"""Characters of a text that are looked at; no name is longer."""

EARTH_RADIUS_M: Final = 6_371_008.8
NORTH_POLE: Final = 90
DATE_LINE: Final = 180

_COORDINATES: Final = re.compile(
    r"\s*([+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?)\s*,\s*([+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?)\s*"
)
# Letters that no decomposition takes apart.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
# Vowel signs of the scripts of India are marks too, and belong to the word: only those of Latin, Greek and Cyrillic go.
_LAST_ACCENT: Final = 0x036F
_BETWEEN_ASCII_WORDS: Final = re.compile(r"[^a-z0-9]+")

_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")

# In this order; each is said like what follows it.
_SAID_ALIKE: Final = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"ph", "f"),
        (r"sh|sch|z", "s"),
        (r"ck|q|ch(?=[^aeiou])|c(?=[^eihy]|$)", "k"),
        (r"([kgjdtbc])h", r"\1"),
        (r"w", "v"),
        (r"ee|ii|ey", "i"),
        (r"oo|ou|uu", "u"),
        (r"iy(?=[aeou])", "i"),
        (r"ay", "ai"),
        (r"y(?=\b)", "i"),
        (r"x", "ks"),
        (r"(.)\1+", r"\1"),
    )
)


def plain(text: str) -> str:
    """Return a text without accents, case and punctuation; letters of every script stay.

    >>> plain(" São  Paulo–Guarulhos ")
    'sao paulo guarulhos'
    """
    text = text[:LONGEST_TEXT]
    if text.isascii():
        return _BETWEEN_ASCII_WORDS.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    letters = "".join(
        letter if _belongs(letter) else " " for letter in _without_accents(decomposed)
    )
    return " ".join(unicodedata.normalize("NFC", letters).split())[:LONGEST_TEXT]


def _without_accents(text: str) -> Iterable[str]:
    return (
        letter
        for letter in text
        if not (unicodedata.combining(letter) and ord(letter) <= _LAST_ACCENT)
    )


def _belongs(letter: str) -> bool:
    # Letters, marks of letters, numbers. Everything else separates words: patterns and control characters among it.
    return unicodedata.category(letter)[0] in "LMN"


def sound(name: str) -> str:
    """Return how a plain name sounds, so far as Latin letters tell.

    >>> sound("kailashahar") == sound("kailasahar")
    True
    """
    for pattern, spelling in _SAID_ALIKE:
        name = pattern.sub(spelling, name)
    return name


def search_text(names: Iterable[str]) -> str:
    """Return what a place is searched by: its plain names between bars, and between tildes how they sound.

    A whole name is found as `|name|`, the beginning of one as `|beginning`. What stands in brackets may be left out.
    """
    known = [part for name in names for part in (name, _IN_BRACKETS.sub(" ", name))]
    found = list(dict.fromkeys(filter(None, map(plain, known))))
    sounds = list(dict.fromkeys(heard for name in found if (heard := sound(name)) not in found))
    return f"|{'|'.join(found)}|" + (f"~{'~'.join(sounds)}~" if sounds else "")


def country_name(code: str) -> str:
    """Return the English name of a country by its ISO 3166-1 code; nothing where there is none."""
    return str(Locale("en").territories.get(code, ""))


def without_qualifier(text: str) -> tuple[str, str]:
    """Part "Udaipur, Tripura" into the name and the region or country that tells it from others of its name."""
    name, comma, qualifier = text[:LONGEST_TEXT].rpartition(",")
    return (plain(name), plain(qualifier)) if comma else (plain(qualifier), "")


def coordinates_in(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude when a text is exactly "latitude,longitude" in decimal degrees.

    Numbers out of range are returned as they are: `are_on_earth` tells.
    """
    match = _COORDINATES.fullmatch(text[:LONGEST_TEXT])
    return (float(match[1]), float(match[2])) if match else None


def are_on_earth(latitude: float, longitude: float) -> bool:
    """Tell whether there is such a point."""
    return abs(latitude) <= NORTH_POLE and abs(longitude) <= DATE_LINE


def metres_between(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Return the great-circle distance of two points, each latitude and longitude in degrees."""
    north, other_north = math.radians(here[0]), math.radians(there[0])
    east = math.radians(there[1] - here[1])
    half = (
        math.sin((other_north - north) / 2) ** 2
        + math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def radius_of_city_m(population: int) -> int:
    """Return how far a city reaches from its middle, from the density of cities: 500 m to 25 km."""
    return int(min(25_000, max(500, 8.0 * math.sqrt(max(population, 0)))))
