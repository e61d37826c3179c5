"""Loading places that come as a table: cities, airports, sights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final

from django.db import transaction

from riz.use_cases import use_case

from .. import models
from ..contracts import PlaceFacts

AT_ONCE: Final = 2_000
_UPDATED: Final = (
    *(field.name for field in fields(PlaceFacts)),
    "search_name",
    "search_text",
    "search_area",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedPlaces:
    """The outcome of a table."""

    added: int
    changed: int
    removed: int
    unchanged: int
    kept: int
    """Edited by staff, and left as they are."""


@use_case
def load_places(
    *,
    source: models.PlaceSource,
    places: Mapping[str, PlaceFacts],
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> LoadedPlaces:
    """Make the places of a source those of the table, by their keys; what staff edited stays as it is."""
    known = {row.source_key: row for row in models.Place.objects.filter(source=source)}
    added = list(_new(source, places, known))
    changed = list(_changed(places, known))
    removed = [row.id for key, row in known.items() if key not in places and row.edited_at is None]
    kept = sum(row.edited_at is not None for row in known.values())
    loaded = LoadedPlaces(
        added=len(added),
        changed=len(changed),
        removed=len(removed),
        unchanged=len(known) - len(changed) - len(removed) - kept,
        kept=kept,
    )
    if not dry_run:
        _write(added, changed, progress)
        models.Place.objects.filter(id__in=removed).delete()
        if len(added) >= AT_ONCE:
            transaction.on_commit(models.Place.objects.notify_planner)
    return loaded


def _new(
    source: models.PlaceSource, places: Mapping[str, PlaceFacts], known: Mapping[str, models.Place]
) -> Iterator[models.Place]:
    for key, facts in places.items():
        if key not in known:
            row = models.Place(source=source, source_key=key)
            row.apply(facts)
            yield row


def _changed(
    places: Mapping[str, PlaceFacts], known: Mapping[str, models.Place]
) -> Iterator[models.Place]:
    for key, facts in places.items():
        row = known.get(key)
        if row is None or row.edited_at is not None:
            continue
        before = [getattr(row, name) for name in _UPDATED]
        row.apply(facts)
        if [getattr(row, name) for name in _UPDATED] != before:
            yield row


def _write(
    added: list[models.Place], changed: list[models.Place], progress: Callable[[int, int], None]
) -> None:
    count, done = len(added) + len(changed), 0
    for first in range(0, len(added), AT_ONCE):
        some = added[first : first + AT_ONCE]
        models.Place.objects.copy_in(some)
        done += len(some)
        progress(done, count)
    for first in range(0, len(changed), AT_ONCE):
        some = changed[first : first + AT_ONCE]
        models.Place.objects.bulk_update(some, _UPDATED, batch_size=500)
        done += len(some)
        progress(done, count)
