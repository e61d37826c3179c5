"""Reactions to what catalog tells; one handler takes all of a thing's events, so they keep their order."""

from __future__ import annotations

from uuid import UUID

from contexts.catalog import events as catalog
from contexts.identity import events as identity
from riz.events import Delivery, on

from .contracts import ResourceKind
from .domain.calendar import ResourceFacts
from .use_cases.close_resource import close_resource
from .use_cases.open_experience import open_experience
from .use_cases.open_resource import open_resource
from .use_cases.release_holds_of import release_holds_of

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@on(catalog.AccommodationPublished, handler="inventory.follow_catalog")
def open_stay(event: catalog.AccommodationPublished, delivery: Delivery) -> None:
    """Count its units by the night."""
    del delivery
    open_resource(
        seller_id=event.seller_id,
        item_id=event.accommodation_id,
        facts=ResourceFacts(
            id=event.accommodation_id,
            kind=ResourceKind.STAY,
            time_zone=event.time_zone,
            is_open=True,
            currency=event.base_price.currency,
            base_price_minor=event.base_price.amount_minor,
            base_occupancy=event.base_occupancy,
            extra_guest_minor=event.extra_guest_price.amount_minor,
            max_occupancy=event.max_occupancy,
        ),
        capacity=event.units,
        open_weekdays=EVERY_DAY,
        at=event.occurred_at,
    )


@on(catalog.ExperiencePublished, handler="inventory.follow_catalog")
def open_slot(event: catalog.ExperiencePublished, delivery: Delivery) -> None:
    """Count its places by the start, or by the day."""
    del delivery
    open_experience(
        seller_id=event.seller_id,
        facts=_counted_in_persons(event.experience_id, ResourceKind.SLOT, event.time_zone),
        capacity=event.daily_capacity,
        open_weekdays=event.open_weekdays,
        starts=event.starts,
        at=event.occurred_at,
    )


@on(catalog.PackagePublished, handler="inventory.follow_catalog")
def open_departure(event: catalog.PackagePublished, delivery: Delivery) -> None:
    """Count its places by the departure."""
    del delivery
    open_resource(
        seller_id=event.seller_id,
        item_id=event.package_id,
        facts=_counted_in_persons(event.package_id, ResourceKind.DEPARTURE, event.time_zone),
        capacity=event.departure_capacity,
        open_weekdays=event.departure_weekdays,
        at=event.occurred_at,
    )


@on(catalog.AccommodationWithdrawn, handler="inventory.follow_catalog")
def close_stay(event: catalog.AccommodationWithdrawn, delivery: Delivery) -> None:
    """Sell no more nights."""
    del delivery
    close_resource(item_id=event.accommodation_id, at=event.occurred_at)


@on(catalog.ExperienceWithdrawn, handler="inventory.follow_catalog")
def close_slot(event: catalog.ExperienceWithdrawn, delivery: Delivery) -> None:
    """Sell no more places."""
    del delivery
    close_resource(item_id=event.experience_id, at=event.occurred_at)


@on(catalog.PackageWithdrawn, handler="inventory.follow_catalog")
def close_departure(event: catalog.PackageWithdrawn, delivery: Delivery) -> None:
    """Sell no more departures."""
    del delivery
    close_resource(item_id=event.package_id, at=event.occurred_at)


@on(identity.UserErased, handler="inventory.release_holds_of_erased")
def release_holds_of_erased(event: identity.UserErased, delivery: Delivery) -> None:
    """Give up what the person holds."""
    del delivery
    release_holds_of(user_id=event.user_id, at=event.occurred_at)


def _counted_in_persons(resource_id: UUID, kind: ResourceKind, time_zone: str) -> ResourceFacts:
    return ResourceFacts(
        id=resource_id,
        kind=kind,
        time_zone=time_zone,
        is_open=True,
        currency="INR",
        base_price_minor=0,
        base_occupancy=0,
        extra_guest_minor=0,
        max_occupancy=0,
    )
