"""Places by name, by code and by coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Case, F, FloatField, Func, IntegerField, Q, Value, When
from django.db.models.functions import Cos, Greatest, Power, Radians

from riz import mapping

from .. import contracts, models
from ..contracts import PlaceKind
from ..domain.places import (
    are_on_earth,
    coordinates_in,
    metres_between,
    plain,
    sound,
    without_qualifier,
)
from ..domain.places_meant import Candidate, meant_together
from ..errors import AmbiguousPlace, UnknownPlace

MOST_FOUND: Final = 50
MOST_CHOICES: Final = 8
LONGEST_ECHO: Final = 80
"""Characters of a text that a refusal repeats."""
LONGEST_CODE: Final = 12
MOST_ALIKE: Final = 1_000
"""Of so many candidates that a misspelt name finds, the best are chosen: common words are in thousands of names."""
SHORTEST_MISSPELT: Final = 3
NEAREST: Final = 12
"""The index measures in degrees; the nearest in metres is among the first of these."""

_EXACT, _ALSO, _SOUNDS, _BEGINS, _ALSO_BEGINS, _ALIKE = range(6)
_KINDS: Final = (
    PlaceKind.CITY,
    PlaceKind.AIRPORT,
    PlaceKind.STATION,
    PlaceKind.SIGHT,
    PlaceKind.STOP,
)
_KIND_RANK: Final = Case(
    *(When(kind=kind.value, then=rank) for rank, kind in enumerate(_KINDS)),
    default=len(_KINDS),
    output_field=IntegerField(),
)

Point = tuple[float, float]
_Named = tuple[contracts.Place, int]
"""A place that a text may mean, and its importance."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A text as it is looked for."""

    text: str
    whole: str
    name: str
    qualifier: str

    @classmethod
    def of(cls, text: str) -> _Wanted:
        name, qualifier = without_qualifier(text)
        return cls(text.strip(), plain(text), name, qualifier)

    @property
    def codes(self) -> set[str]:
        """Return how the text may be written as a code; longer ones are names."""
        return {self.text, self.text.upper()} if 2 <= len(self.text) <= LONGEST_CODE else set()  # noqa: PLR2004

    def by_code(self) -> Q:
        return Q(code__in=self.codes) if self.codes and self.text.isprintable() else Q()

    def having(self, pattern: str) -> Q:
        """Return the condition that one of the names is `{0}`, filled into a pattern of the search text."""
        found = Q(search_text__contains=pattern.format(self.whole))
        if self.qualifier and self.name:
            found |= Q(
                search_text__contains=pattern.format(self.name),
                search_area__contains=f"|{self.qualifier}|",
            )
        return found

    def begins(self) -> Q:
        """Return the condition that the name begins so: of letters alone, only the first name counts."""
        if len(self.whole) < SHORTEST_MISSPELT:
            return Q(search_name__startswith=self.whole)
        return self.having("|{}")

    def sounds(self) -> Q:
        heard, name_heard = sound(self.whole), sound(self.name)
        found = _sounding(heard)
        if self.qualifier and self.name:
            found |= _sounding(name_heard) & Q(search_area__contains=f"|{self.qualifier}|")
        return found

    def match(self) -> Case:
        """Return how well a place answers to the text, best first."""
        whens = [
            When(search_name__in=[self.whole, *([self.name] * bool(self.qualifier))], then=_EXACT),
            When(self.having("|{}|"), then=_ALSO),
            When(self.sounds(), then=_SOUNDS),
            When(search_name__startswith=self.whole, then=_BEGINS),
            When(self.having("|{}"), then=_ALSO_BEGINS),
        ]
        if self.codes:
            whens[:0] = [When(code=self.text, then=_EXACT)]
            whens[2:2] = [When(code=self.text.upper(), then=_ALSO)]
        return Case(*whens, default=_ALIKE, output_field=IntegerField())


def _sounding(heard: str) -> Q:
    return Q(search_text__contains=f"|{heard}|") | Q(search_text__contains=f"~{heard}~")


def to_contract(row: models.Place) -> contracts.Place:
    """Make a contract of a row."""
    return mapping.to_contract(contracts.Place, row)


def find_places(*, text: str, near: Point | None = None, limit: int = 10) -> list[contracts.Place]:
    """Return the places that a text, or the beginning of one, may mean; the likeliest first.

    Codes and whole names come before names that sound alike, beginnings of names and misspelt ones; then cities before
    airports, stations, sights and stops; then the more important; then the nearer. Nothing that can be typed is an error.
    """
    limit = max(0, min(limit, MOST_FOUND))
    place = _at_coordinates(text)
    if place is not None:
        return [place][:limit]
    wanted = _Wanted.of(text)
    if not wanted.whole or not limit:
        return []
    found = _ranked(wanted.by_code() | wanted.begins() | wanted.sounds(), wanted, near)[:limit]
    rows = list(found)
    if len(rows) < limit and len(wanted.whole) >= SHORTEST_MISSPELT:
        rows += _misspelt(wanted, near, known=rows)[: limit - len(rows)]
    return [to_contract(row) for row in rows]


def place_of(*, text: str) -> contracts.Place:
    """Return the one place that a text means: "latitude,longitude", an id, a code, a whole name; "Udaipur, Tripura".

    Raises:
        UnknownPlace: nothing is called so; `suggestions` may help.
        AmbiguousPlace: several are, and none stands out; `choices` are what may be meant.
    """
    return places_of(texts=[text])[0]


def places_of(*, texts: Sequence[str]) -> list[contracts.Place]:
    """Return the places that texts mean which are said together: from Agartala, Udaipur is the town nearby.

    Raises:
        UnknownPlace, AmbiguousPlace: as `place_of`.
    """
    named = [_named(text) for text in texts]
    meant = meant_together([[*map(_candidate, found)] for found in named])
    return [_clear(text, found, one) for text, found, one in zip(texts, named, meant, strict=True)]


def described(place: contracts.Place) -> dict[str, Any]:
    """Return what tells a place from others of its name, in plain values."""
    return {
        "id": str(place.id) if place.id else None,
        "kind": place.kind.value,
        "name": place.name,
        "code": place.code,
        "region": place.region,
        "country": place.country,
        "lat": place.latitude,
        "lon": place.longitude,
    }


def nearest_place(*, latitude: float, longitude: float) -> contracts.Place | None:
    """Return the known place nearest to a point; None while none is known."""
    by_degrees = Func(
        Func(F("longitude"), F("latitude"), function="point"),
        Func(
            Value(longitude, output_field=FloatField()),
            Value(latitude, output_field=FloatField()),
            function="point",
        ),
        arg_joiner=" <-> ",
        template="%(expressions)s",
        output_field=FloatField(),
    )
    rows = models.Place.objects.order_by(by_degrees)[:NEAREST]
    here = (latitude, longitude)
    nearest = min(
        rows, key=lambda row: metres_between(here, (row.latitude, row.longitude)), default=None
    )
    return to_contract(nearest) if nearest else None


def _at_coordinates(text: str, *, must_exist: bool = False) -> contracts.Place | None:
    point = coordinates_in(text)
    if point is None:
        return None
    latitude, longitude = point
    if not are_on_earth(latitude, longitude):
        if must_exist:
            raise UnknownPlace(
                "There is no such point: latitude is -90 to 90, longitude -180 to 180.",
                text=text[:LONGEST_ECHO],
                suggestions=[],
            )
        return None
    nearest = nearest_place(latitude=latitude, longitude=longitude)
    return contracts.Place(
        kind=PlaceKind.POINT,
        name=f"{latitude:.5f}, {longitude:.5f}",
        latitude=latitude,
        longitude=longitude,
        time_zone=nearest.time_zone if nearest else "UTC",
        region=nearest.region if nearest else "",
        country=nearest.country if nearest else "",
    )


def _named(text: str) -> list[_Named]:
    """Return the places that a text may mean, each as well as the others: of one kind, and answering to it alike."""
    point = _at_coordinates(text, must_exist=True)
    if point is not None:
        return [(point, 0)]
    wanted = _Wanted.of(text)
    rows = _called(wanted) if wanted.whole else []
    if not rows:
        suggestions = [described(other) for other in find_places(text=text, limit=MOST_CHOICES)]
        raise UnknownPlace(text=text[:LONGEST_ECHO], suggestions=suggestions)
    return [
        (to_contract(row), row.importance)
        for row in rows
        if (row.match, row.kind) == (rows[0].match, rows[0].kind)
    ]


def _called(wanted: _Wanted) -> list[Any]:
    """Return the places of which the text is the id, the code or a whole name, or sounds like one; best first."""
    try:
        known = Q(id=UUID(wanted.text))
    except ValueError:
        known = wanted.by_code() | wanted.having("|{}|") | wanted.sounds()
    return list(_ranked(known, wanted)[:MOST_FOUND])


def _candidate(named: _Named) -> Candidate:
    place, importance = named
    return Candidate(importance, (place.latitude, place.longitude), place.country)


def _clear(text: str, found: Sequence[_Named], meant: int | None) -> contracts.Place:
    if meant is None:
        choices = [described(place) for place, _ in found[:MOST_CHOICES]]
        raise AmbiguousPlace(text=text[:LONGEST_ECHO], choices=choices)
    return found[meant][0]


def _ranked(known: Q, wanted: _Wanted, near: Point | None = None) -> Any:
    rows = models.Place.objects.filter(known).annotate(match=wanted.match(), rank=_KIND_RANK)
    order = ["match", "rank", "-importance"]
    if near is not None:
        rows = rows.annotate(apart=_degrees_apart(near))
        order.append("apart")
    return rows.order_by(*order, "search_name", "id")


def _misspelt(wanted: _Wanted, near: Point | None, *, known: list[Any]) -> list[Any]:
    rows = models.Place.objects.filter(
        Q(search_text__trigram_word_similar=wanted.whole)
        | Q(search_name__trigram_similar=wanted.whole)
    )
    alike = models.Place.objects.filter(id__in=rows.values("id")[:MOST_ALIKE])
    alike = alike.annotate(
        likeness=Greatest(
            TrigramWordSimilarity(wanted.whole, "search_text"),
            TrigramSimilarity("search_name", wanted.whole),
        ),
        rank=_KIND_RANK,
    )
    order = ["-likeness", "rank", "-importance"]
    if near is not None:
        alike = alike.annotate(apart=_degrees_apart(near))
        order.append("apart")
    ids = {row.id for row in known}
    best = alike.order_by(*order, "search_name", "id")[: MOST_FOUND + len(ids)]
    return [row for row in best if row.id not in ids]


def _degrees_apart(near: Point) -> Any:
    """Return an expression that grows with the distance: squared degrees, those of longitude shrunk by the latitude."""
    latitude = Value(near[0], output_field=FloatField())
    east = (F("longitude") - Value(near[1], output_field=FloatField())) * Cos(Radians(latitude))
    return Power(F("latitude") - latitude, 2) + Power(east, 2)
