"""Packages, their days and their prices."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    IntegerRangeField,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from riz import columns
from riz.ids import new_id

from ..experiences.contracts import LONGEST_BOOKING_CUTOFF_MINUTES
from .contracts import (
    USUAL_DEPARTURE_TIME,
    PackageFacts,
    PackageFilter,
    PackageKind,
    TravellerKind,
)
from .events import PackagePublished


class PackageQuerySet(models.QuerySet["Package"]):
    """Reads of packages."""

    def active(self) -> PackageQuerySet:
        """Keep those on offer."""
        return self.filter(is_active=True)

    def with_key(self, key: str) -> PackageQuerySet:
        """Keep the one with this id or slug."""
        try:
            return self.filter(id=UUID(key))
        except ValueError:
            return self.filter(slug=key)

    def matching(self, text: str) -> PackageQuerySet:
        """Keep those that speak of `text`, typing errors forgiven, and annotate `rank`: 0 where the name does."""
        rank = models.Case(models.When(name__trigram_word_similar=text, then=0), default=1)
        return self.annotate(rank=rank).filter(
            Q(name__trigram_word_similar=text) | Q(description__trigram_word_similar=text)
        )

    def at_destination(self, slug: str) -> PackageQuerySet:
        """Keep those that come through the destination."""
        stops = PackageStop.objects.filter(
            day__package_id=models.OuterRef("pk"), destination__slug=slug
        )
        return self.filter(models.Exists(stops))

    def for_adults(self, *, max_price_minor: int | None, currency: str | None) -> PackageQuerySet:
        """Keep those that an adult in some party can have for the price."""
        prices = PackagePrice.objects.filter(
            package_id=models.OuterRef("pk"), traveller_kind=TravellerKind.ADULT
        )
        if max_price_minor is not None:
            prices = prices.filter(price_minor__lte=max_price_minor)
        if currency is not None:
            prices = prices.filter(currency=currency)
        return self.filter(models.Exists(prices))

    def answering(self, wanted: PackageFilter) -> PackageQuerySet:
        """Keep those that the filter asks for."""
        exact = {
            "kind": wanted.kind,
            "duration_days__gte": wanted.min_days,
            "duration_days__lte": wanted.max_days,
        }
        rows = self.filter(**{name: value for name, value in exact.items() if value is not None})
        if wanted.destination is not None:
            rows = rows.at_destination(wanted.destination)
        if (wanted.max_price_minor, wanted.currency) != (None, None):
            rows = rows.for_adults(max_price_minor=wanted.max_price_minor, currency=wanted.currency)
        return rows.matching(wanted.text) if wanted.text else rows


class Package(models.Model):
    """A journey of several days at one price by traveller kind."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    seller_id = models.UUIDField(db_index=True)
    name = columns.LineField(max_length=200)
    kind = models.CharField(
        max_length=16, choices=[(kind.value, kind.value.title()) for kind in PackageKind]
    )
    description = models.TextField(blank=True)
    duration_days = models.PositiveSmallIntegerField()
    inclusions = ArrayField(models.TextField(), default=list, blank=True)
    exclusions = ArrayField(models.TextField(), default=list, blank=True)
    amenities = models.ManyToManyField("catalog.Amenity", blank=True, related_name="+")
    departure_capacity = models.PositiveIntegerField()
    departure_weekdays = ArrayField(models.PositiveSmallIntegerField())
    departure_time = models.TimeField(default=USUAL_DEPARTURE_TIME)
    booking_cutoff_minutes = models.PositiveIntegerField(
        default=0, help_text="how long before the departure it can be booked for the last time"
    )
    time_zone = columns.TimeZoneField()
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PackageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="package_kind_is_known",
                condition=Q(kind__in=[kind.value for kind in PackageKind]),
            ),
            models.CheckConstraint(
                name="package_takes_days_and_people",
                condition=Q(duration_days__gte=1, departure_capacity__gte=1),
            ),
            models.CheckConstraint(
                name="package_cutoff_is_a_month_at_most",
                condition=Q(booking_cutoff_minutes__lte=LONGEST_BOOKING_CUTOFF_MINUTES),
            ),
            models.CheckConstraint(
                name="package_departure_weekdays_are_iso",
                condition=Q(
                    departure_weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7],
                    departure_weekdays__len__gte=1,
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="package_by_name"),
            GinIndex(
                fields=["name", "description"],
                opclasses=["gin_trgm_ops"] * 2,
                name="package_by_text",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def apply(self, facts: PackageFacts, *, time_zone: str) -> None:
        """Take over what staff state of the package itself; days, prices and amenities are rows of their own."""
        self.slug, self.name, self.time_zone = facts.slug, facts.name, time_zone
        self.kind, self.duration_days = facts.kind.value, facts.duration_days
        self.description = facts.description
        self.inclusions, self.exclusions = list(facts.inclusions), list(facts.exclusions)
        self.departure_capacity = facts.departure_capacity
        self.departure_weekdays = list(facts.departure_weekdays)
        self.departure_time = facts.departure_time
        self.booking_cutoff_minutes = facts.booking_cutoff_minutes

    def as_published(self, facts: PackageFacts, *, at: dt.datetime) -> PackagePublished:
        """Return the event that tells what is sold."""
        return PackagePublished(
            package_id=self.id,
            seller_id=self.seller_id,
            time_zone=self.time_zone,
            departure_capacity=facts.departure_capacity,
            departure_weekdays=facts.departure_weekdays,
            departure_time=facts.departure_time,
            booking_cutoff_minutes=facts.booking_cutoff_minutes,
            occurred_at=at,
        )


class PackageDay(models.Model):
    """A day of the journey."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="days")
    day = models.PositiveSmallIntegerField()
    title = columns.LineField(max_length=200)
    text = models.TextField(blank=True)
    destinations = models.ManyToManyField(
        "catalog.Destination", through="catalog.PackageStop", related_name="+", blank=True
    )
    experiences = models.ManyToManyField(
        "catalog.Experience", through="catalog.PackageActivity", related_name="+", blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="package_days_count_from_one", condition=Q(day__gte=1)),
            models.UniqueConstraint(fields=["package", "day"], name="one_package_day_per_number"),
        ]

    def __str__(self) -> str:
        return f"Day {self.day}: {self.title}"


class PackageStop(models.Model):
    """A destination of a day, in order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.ForeignKey(PackageDay, on_delete=models.CASCADE, related_name="stops")
    destination = models.ForeignKey(
        "catalog.Destination", on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "position"], name="one_stop_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.position}"


class PackageActivity(models.Model):
    """An experience of a day, in order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.ForeignKey(PackageDay, on_delete=models.CASCADE, related_name="activities")
    experience = models.ForeignKey("catalog.Experience", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "package activities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "position"], name="one_activity_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.position}"


class PackagePrice(models.Model):
    """The price for one traveller of a kind, in a party of a size, for departures in a period; bounds are inclusive."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="prices")
    traveller_kind = models.CharField(
        max_length=16, choices=[(kind.value, kind.value.title()) for kind in TravellerKind]
    )
    price_minor = models.BigIntegerField()
    currency = columns.CurrencyField()
    min_party = models.PositiveSmallIntegerField(default=1)
    max_party = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="package_price_kind_is_known",
                condition=Q(traveller_kind__in=[kind.value for kind in TravellerKind]),
            ),
            models.CheckConstraint(
                name="package_price_not_negative", condition=Q(price_minor__gte=0)
            ),
            models.CheckConstraint(
                name="package_price_party_in_order",
                condition=Q(min_party__gte=1)
                & (Q(max_party__isnull=True) | Q(max_party__gte=F("min_party"))),
            ),
            models.CheckConstraint(
                name="package_price_period_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
            # No traveller may ever find two prices.
            ExclusionConstraint(
                name="package_prices_never_overlap",
                expressions=[
                    ("package", RangeOperators.EQUAL),
                    ("traveller_kind", RangeOperators.EQUAL),
                    (
                        Func(
                            F("min_party"),
                            F("max_party"),
                            Value("[]"),
                            function="int4range",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_traveller_kind_display()} in a party of {self.min_party} to {self.max_party or 'any'}"
