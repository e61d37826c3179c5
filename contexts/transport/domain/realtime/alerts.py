"""Which warnings are about what: an alert's subject fits where all that it names does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .messages import Alert, Informed

MOST_TOLD: Final = 5
"""Warnings that are told of one leg, or of one stop of it."""
_BY_SEVERITY: Final = {"severe": 0, "warning": 1, "info": 3}
_UNSAID: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The things that a passenger uses, by the ids of their feed; stops are empty where the whole ride is meant."""

    agency_id: str
    route_id: str
    trip_id: str
    stop_ids: frozenset[str] = frozenset()
    """A stop, and the station that it belongs to."""

    def fits(self, informed: Informed) -> bool:
        """Tell whether an alert about `informed` is about this."""
        wanted = (informed.agency_id, informed.route_id, informed.trip_id)
        mine = (self.agency_id, self.route_id, self.trip_id)
        if any(want and want != have for want, have in zip(wanted, mine, strict=True)):
            return False
        # What is said of stops is told there, and all else of the ride.
        return informed.stop_id in self.stop_ids if self.stop_ids else not informed.stop_id


class AlertBook:
    """The alerts of a feed, found by what they name most narrowly."""

    def __init__(self, alerts: Iterable[Alert]) -> None:
        self._by_id: defaultdict[str, list[tuple[Informed, Alert]]] = defaultdict(list)
        for alert in alerts:
            for informed in alert.informed:
                self._by_id[_narrowest(informed)].append((informed, alert))
        self._by_id.pop("", None)

    def about(self, subject: Subject, at: int) -> Sequence[Alert]:
        """Return the alerts that are about a subject at an instant, the worst first, each once."""
        if not self._by_id:
            return ()
        names = {subject.agency_id, subject.route_id, subject.trip_id, *subject.stop_ids}
        found = {
            alert.id: alert
            for name in sorted(names)
            for informed, alert in self._by_id.get(name, ())
            if subject.fits(informed) and alert.is_active(at)
        }
        worst_first = sorted(
            found.values(), key=lambda each: (_BY_SEVERITY.get(each.severity, _UNSAID), each.id)
        )
        return worst_first[:MOST_TOLD]


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return a text in a language, else as it is said to everybody, else in English, else in any."""
    by_language = {_primary(key): text for key, text in texts.items()}
    for wanted in (_primary(language), "", "en"):
        if wanted in by_language:
            return by_language[wanted]
    return next(iter(by_language.values()), "")


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].casefold()


def _narrowest(informed: Informed) -> str:
    return informed.trip_id or informed.stop_id or informed.route_id or informed.agency_id
