"""Loading a whole catalog from facts: what is there by slug is revised, the rest is registered."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction

from contexts.identity import api as identity
from riz.actor import Actor
from riz.errors import Invalid
from riz.mapping import to_contract
from riz.money import Money
from riz.use_cases import use_case

from ..domain.fixture import faults_of
from ..errors import InvalidFixture
from ..parts.accommodations import api as accommodations
from ..parts.accommodations.contracts import AccommodationFacts
from ..parts.amenities import api as amenities
from ..parts.amenities.contracts import Amenity, AmenityFacts
from ..parts.destinations import api as destinations
from ..parts.destinations.contracts import Destination, DestinationFacts
from ..parts.experiences import api as experiences
from ..parts.experiences.contracts import ExperienceFacts, OpeningHours
from ..parts.packages import api as packages
from ..parts.packages.contracts import PackageFacts


class Outcome(enum.StrEnum):
    """Outcome of an entry."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """An entry of a file and what became of it."""

    file: str
    slug: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a fixture comes from: the region of its destinations and the organisation that sells the rest."""

    region: str
    seller_slug: str
    seller_name: str


Report = Callable[[Loaded], None]


@use_case
def load_fixture(
    *,
    documents: Mapping[str, Any],
    origin: Origin,
    actor: Actor,
    at: dt.datetime,
    report: Report,
    dry_run: bool = False,
) -> None:
    """Bring the catalog to the facts of parsed files, all of it or nothing; what is so already is not touched.

    Entries that are in the catalog and not in the files are left alone, and so are pictures, which the
    files do not know. A dry run reports the same and leaves nothing behind.

    Raises:
        InvalidFixture: entries break a rule or name something unknown; the details list all of them.
    """
    if faults := faults_of(documents):
        raise InvalidFixture(faults=faults)
    seller = identity.ensure_organisation(slug=origin.seller_slug, name=origin.seller_name, at=at)
    loading = _Loading(seller_id=seller.id, actor=actor, at=at, report=report)
    places = [{**row, "region": origin.region} for row in documents["destinations"]]
    loading.load("amenities", map(_amenity, documents["amenities"]), loading.load_amenity)
    loading.load("destinations", map(_destination, places), loading.load_destination)
    rooms = map(partial(to_contract, AccommodationFacts), documents["accommodations"])
    loading.load("accommodations", rooms, loading.load_accommodation)
    loading.load("experiences", map(_experience, documents["experiences"]), loading.load_experience)
    trips = map(partial(to_contract, PackageFacts), documents["packages"])
    loading.load("packages", trips, loading.load_package)
    if loading.faults:
        raise InvalidFixture(faults=loading.faults)
    if dry_run:
        transaction.set_rollback(True)


def _amenity(row: Mapping[str, Any]) -> AmenityFacts:
    return to_contract(AmenityFacts, row, icon_url="")


def _destination(row: Mapping[str, Any]) -> DestinationFacts:
    return to_contract(
        DestinationFacts, row, is_featured=row["featured"], cover_image_url="", images=()
    )


def _experience(row: Mapping[str, Any]) -> ExperienceFacts:
    hours = (
        {**each, "opens_at": each["opens"], "closes_at": each["closes"]}
        for each in row["opening_hours"]
    )
    return to_contract(
        ExperienceFacts,
        row,
        duration_seconds=row["duration_minutes"] * 60,
        adult_price=Money(row["price_minor"], row["currency"]),
        opening_hours=tuple(to_contract(OpeningHours, each) for each in hours),
    )


class _By(TypedDict):
    actor: Actor
    at: dt.datetime


class _Loading:
    """A run: who loads, when, and what went wrong so far."""

    def __init__(self, *, seller_id: UUID, actor: Actor, at: dt.datetime, report: Report) -> None:
        self.seller_id = seller_id
        self.by = _By(actor=actor, at=at)
        self.report = report
        self.faults: list[str] = []

    def load(self, file: str, entries: Iterable[Any], load: Callable[[Any], Outcome]) -> None:
        for facts in entries:
            try:
                with transaction.atomic():
                    outcome = load(facts)
            except Invalid as refusal:
                self._record_refusal(file, facts.slug, refusal)
                outcome = Outcome.REFUSED
            self.report(Loaded(file=file, slug=facts.slug, outcome=outcome))

    def _record_refusal(self, file: str, slug: str, refusal: Invalid) -> None:
        for field, messages in refusal.details.get("errors", {}).items():
            self.faults += [f"{file}.json: {slug}: {field}: {message}" for message in messages]

    def load_amenity(self, facts: AmenityFacts) -> Outcome:
        before: Amenity | None = amenities.find_amenities(slugs=[facts.slug]).get(facts.slug)
        if before is None:
            amenities.register_amenity(facts=facts, **self.by)
            return Outcome.CREATED
        facts = replace(facts, icon_url=before.icon_url)
        after = amenities.revise_amenity(amenity_id=before.id, facts=facts, **self.by)
        return _compared(before, after)

    def load_destination(self, facts: DestinationFacts) -> Outcome:
        found: tuple[Destination, ...] = destinations.find_destinations(slugs=[facts.slug])
        if not found:
            destinations.register_destination(facts=facts, **self.by)
            return Outcome.CREATED
        before = found[0]
        facts = replace(facts, images=before.images, cover_image_url=before.cover_image_url)
        after = destinations.revise_destination(destination_id=before.id, facts=facts, **self.by)
        return _compared(before, after)

    def load_accommodation(self, facts: AccommodationFacts) -> Outcome:
        before = accommodations.find_accommodation(slug=facts.slug)
        if before is None:
            accommodations.register_accommodation(seller_id=self.seller_id, facts=facts, **self.by)
            return Outcome.CREATED
        after = accommodations.revise_accommodation(
            accommodation_id=before.id, facts=facts, **self.by
        )
        return _compared(before, after)

    def load_experience(self, facts: ExperienceFacts) -> Outcome:
        before = experiences.find_experience(slug=facts.slug)
        if before is None:
            experiences.register_experience(seller_id=self.seller_id, facts=facts, **self.by)
            return Outcome.CREATED
        after = experiences.revise_experience(experience_id=before.id, facts=facts, **self.by)
        return _compared(before, after)

    def load_package(self, facts: PackageFacts) -> Outcome:
        before = packages.find_package(slug=facts.slug)
        if before is None:
            packages.register_package(seller_id=self.seller_id, facts=facts, **self.by)
            return Outcome.CREATED
        after = packages.revise_package(package_id=before.id, facts=facts, **self.by)
        return _compared(before, after)


def _compared(before: object, after: object) -> Outcome:
    return Outcome.UNCHANGED if before == after else Outcome.CHANGED
