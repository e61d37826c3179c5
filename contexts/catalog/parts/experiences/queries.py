"""Reads of experiences."""

from __future__ import annotations

from collections.abc import Iterable

from riz.money import Money
from riz.pages import Page, PageRequest, keyset

from ..destinations.contracts import DestinationName
from . import contracts, models
from .errors import ExperienceNotFound


def to_contract(row: models.Experience) -> contracts.Experience:
    """Make a contract of a row whose stops and hours are at hand."""
    hours = _hours(row)
    return contracts.Experience(
        id=row.id,
        slug=row.slug,
        title=row.title,
        kind=contracts.ExperienceKind(row.kind),
        difficulty=contracts.Difficulty(row.difficulty),
        seller_id=row.seller_id,
        time_zone=row.time_zone,
        duration_seconds=row.duration_seconds,
        adult_price=Money(row.adult_price_minor, row.currency),
        child_price=Money(row.child_price_minor, row.currency),
        daily_capacity=row.daily_capacity,
        min_age=row.min_age,
        open_weekdays=tuple(sorted({each.weekday for each in hours})),
        description=row.description,
        destinations=_destinations(row),
        opening_hours=hours,
        version=row.version,
    )


def facts_of(row: models.Experience) -> contracts.ExperienceFacts:
    """Return what staff have stated."""
    return contracts.ExperienceFacts(
        slug=row.slug,
        title=row.title,
        kind=contracts.ExperienceKind(row.kind),
        difficulty=contracts.Difficulty(row.difficulty),
        duration_seconds=row.duration_seconds,
        destinations=tuple(place.slug for place in _destinations(row)),
        adult_price=Money(row.adult_price_minor, row.currency),
        child_price=Money(row.child_price_minor, row.currency),
        daily_capacity=row.daily_capacity,
        opening_hours=_hours(row),
        min_age=row.min_age,
        description=row.description,
    )


def _hours(row: models.Experience) -> tuple[contracts.OpeningHours, ...]:
    return tuple(
        sorted(
            contracts.OpeningHours(
                weekday=each.weekday, opens_at=each.opens_at, closes_at=each.closes_at
            )
            for each in row.opening_hours.all()
        )
    )


def _destinations(row: models.Experience) -> tuple[DestinationName, ...]:
    stops = sorted(row.stops.all(), key=lambda stop: stop.position)
    places = [stop.destination for stop in stops]
    return tuple(DestinationName(id=each.id, slug=each.slug, name=each.name) for each in places)


def _on_offer() -> models.ExperienceQuerySet:
    rows: models.ExperienceQuerySet = models.Experience.objects.active()
    return rows.prefetch_related("stops__destination", "opening_hours")


def get_experience(*, key: str) -> contracts.Experience:
    """Return the experience on offer with this id or slug.

    Raises:
        ExperienceNotFound: there is none.
    """
    row = _on_offer().with_key(key).first()
    if row is None:
        raise ExperienceNotFound
    return to_contract(row)


def list_experiences(
    *, wanted: contracts.ExperienceFilter, page: PageRequest
) -> Page[contracts.Experience]:
    """Return the experiences on offer: best match first for a text, else by title."""
    order_by = ("rank", "title", "id") if wanted.text else ("title", "id")
    rows = _on_offer().answering(wanted)
    return keyset(rows, order_by=order_by, page=page, to_contract=to_contract)


def find_experiences(*, slugs: Iterable[str]) -> dict[str, contracts.ExperienceName]:
    """Return those of the named experiences that exist, by slug, on offer or not."""
    rows = models.Experience.objects.filter(slug__in=set(slugs))
    return {
        row.slug: contracts.ExperienceName(id=row.id, slug=row.slug, title=row.title)
        for row in rows
    }


def find_experience(*, slug: str) -> contracts.Experience | None:
    """Return the experience with this slug, on offer or not, or None."""
    row = models.Experience.objects.filter(slug=slug).first()
    return to_contract(row) if row else None
