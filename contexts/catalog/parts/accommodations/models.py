"""Accommodations."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from riz import columns
from riz.ids import new_id

from .contracts import AccommodationFacts, AccommodationFilter, AccommodationKind
from .events import AccommodationPublished


class AccommodationQuerySet(models.QuerySet["Accommodation"]):
    """Reads of accommodations."""

    def active(self) -> AccommodationQuerySet:
        """Keep those on offer."""
        return self.filter(is_active=True)

    def with_key(self, key: str) -> AccommodationQuerySet:
        """Keep the one with this id or slug."""
        try:
            return self.filter(id=UUID(key))
        except ValueError:
            return self.filter(slug=key)

    def matching(self, text: str) -> AccommodationQuerySet:
        """Keep those that speak of `text`, typing errors forgiven, and annotate `rank`: 0 where the name does."""
        rank = models.Case(models.When(name__trigram_word_similar=text, then=0), default=1)
        return self.annotate(rank=rank).filter(
            Q(name__trigram_word_similar=text) | Q(description__trigram_word_similar=text)
        )

    def having_all(self, amenities: tuple[str, ...]) -> AccommodationQuerySet:
        """Keep those with every one of the amenities, named by slug."""
        rows = self
        for slug in amenities:
            rows = rows.filter(
                models.Exists(
                    Accommodation.amenities.through.objects.filter(
                        accommodation_id=models.OuterRef("pk"), amenity__slug=slug
                    )
                )
            )
        return rows

    def answering(self, wanted: AccommodationFilter) -> AccommodationQuerySet:
        """Keep those that the filter asks for."""
        exact = {
            "destination__slug": wanted.destination,
            "kind": wanted.kind,
            "max_occupancy__gte": wanted.guests,
            "base_price_minor__gte": wanted.min_price_minor,
            "base_price_minor__lte": wanted.max_price_minor,
            "currency": wanted.currency,
        }
        rows = self.filter(**{name: value for name, value in exact.items() if value is not None})
        rows = rows.having_all(wanted.amenities)
        return rows.matching(wanted.text) if wanted.text else rows


class Accommodation(models.Model):
    """A kind of unit at a destination, sold by the night."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    seller_id = models.UUIDField(db_index=True)
    destination = models.ForeignKey(
        "catalog.Destination", on_delete=models.PROTECT, related_name="accommodations"
    )
    name = columns.LineField(max_length=200)
    kind = models.CharField(
        max_length=16, choices=[(kind.value, kind.value.title()) for kind in AccommodationKind]
    )
    description = models.TextField(blank=True)
    base_price_minor = models.BigIntegerField()
    base_occupancy = models.PositiveSmallIntegerField(default=2)
    extra_guest_price_minor = models.BigIntegerField(default=0)
    currency = columns.CurrencyField()
    max_occupancy = models.PositiveSmallIntegerField(default=3)
    units = models.PositiveIntegerField(default=1)
    amenities = models.ManyToManyField("catalog.Amenity", blank=True, related_name="+")
    check_in_time = models.TimeField()
    check_out_time = models.TimeField()
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = AccommodationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accommodation_kind_is_known",
                condition=Q(kind__in=[kind.value for kind in AccommodationKind]),
            ),
            models.CheckConstraint(
                name="accommodation_prices_not_negative",
                condition=Q(base_price_minor__gte=0, extra_guest_price_minor__gte=0),
            ),
            models.CheckConstraint(
                name="accommodation_occupancy_in_order",
                condition=Q(base_occupancy__gte=1, max_occupancy__gte=F("base_occupancy")),
            ),
            models.CheckConstraint(name="accommodation_has_a_unit", condition=Q(units__gte=1)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="accommodation_by_name"),
            models.Index(fields=["destination", "name", "id"], name="accommodation_by_destination"),
            models.Index(
                fields=["currency", "base_price_minor", "id"], name="accommodation_by_price"
            ),
            GinIndex(
                fields=["name", "description"],
                opclasses=["gin_trgm_ops"] * 2,
                name="accommodation_by_text",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def apply(self, facts: AccommodationFacts, *, destination_id: UUID) -> None:
        """Take over what staff state of the accommodation itself; amenities are rows of their own."""
        self.destination_id = destination_id
        self.slug, self.name, self.kind = facts.slug, facts.name, facts.kind.value
        self.description = facts.description
        self.base_price_minor = facts.base_price.amount_minor
        self.extra_guest_price_minor = facts.extra_guest_price.amount_minor
        self.currency = facts.base_price.currency
        self.base_occupancy, self.max_occupancy = facts.base_occupancy, facts.max_occupancy
        self.units = facts.units
        self.check_in_time, self.check_out_time = facts.check_in_time, facts.check_out_time

    def as_published(self, facts: AccommodationFacts, *, at: dt.datetime) -> AccommodationPublished:
        """Return the event that tells what is sold."""
        return AccommodationPublished(
            accommodation_id=self.id,
            seller_id=self.seller_id,
            time_zone=self.destination.time_zone,
            units=facts.units,
            base_price=facts.base_price,
            base_occupancy=facts.base_occupancy,
            extra_guest_price=facts.extra_guest_price,
            max_occupancy=facts.max_occupancy,
            occurred_at=at,
        )
