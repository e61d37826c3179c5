"""Experiences and when they open."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from riz import columns
from riz.ids import new_id

from .contracts import (
    LONGEST_BOOKING_CUTOFF_MINUTES,
    Difficulty,
    ExperienceFacts,
    ExperienceFilter,
    ExperienceKind,
    Start,
)
from .events import ExperiencePublished

WEEKDAYS = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
]


class ExperienceQuerySet(models.QuerySet["Experience"]):
    """Reads of experiences."""

    def active(self) -> ExperienceQuerySet:
        """Keep those on offer."""
        return self.filter(is_active=True)

    def with_key(self, key: str) -> ExperienceQuerySet:
        """Keep the one with this id or slug."""
        try:
            return self.filter(id=UUID(key))
        except ValueError:
            return self.filter(slug=key)

    def matching(self, text: str) -> ExperienceQuerySet:
        """Keep those that speak of `text`, typing errors forgiven, and annotate `rank`: 0 where the title does."""
        rank = models.Case(models.When(title__trigram_word_similar=text, then=0), default=1)
        return self.annotate(rank=rank).filter(
            Q(title__trigram_word_similar=text) | Q(description__trigram_word_similar=text)
        )

    def at_destination(self, slug: str) -> ExperienceQuerySet:
        """Keep those that touch the destination."""
        stops = ExperienceStop.objects.filter(
            experience_id=models.OuterRef("pk"), destination__slug=slug
        )
        return self.filter(models.Exists(stops))

    def open_on(self, weekday: int) -> ExperienceQuerySet:
        """Keep those that open on the ISO weekday."""
        hours = OpeningHours.objects.filter(experience_id=models.OuterRef("pk"), weekday=weekday)
        return self.filter(models.Exists(hours))

    def answering(self, wanted: ExperienceFilter) -> ExperienceQuerySet:
        """Keep those that the filter asks for."""
        exact = {
            "kind": wanted.kind,
            "difficulty": wanted.difficulty,
            "adult_price_minor__lte": wanted.max_price_minor,
            "currency": wanted.currency,
        }
        rows = self.filter(**{name: value for name, value in exact.items() if value is not None})
        if wanted.destination is not None:
            rows = rows.at_destination(wanted.destination)
        if wanted.weekday is not None:
            rows = rows.open_on(wanted.weekday)
        return rows.matching(wanted.text) if wanted.text else rows


class Experience(models.Model):
    """Something to do on one day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    seller_id = models.UUIDField(db_index=True)
    title = columns.LineField(max_length=200)
    kind = models.CharField(
        max_length=16, choices=[(kind.value, kind.value.title()) for kind in ExperienceKind]
    )
    difficulty = models.CharField(
        max_length=16, choices=[(level.value, level.value.title()) for level in Difficulty]
    )
    description = models.TextField(blank=True)
    duration_seconds = models.PositiveIntegerField()
    destinations = models.ManyToManyField(
        "catalog.Destination", through="catalog.ExperienceStop", related_name="+"
    )
    time_zone = columns.TimeZoneField()
    adult_price_minor = models.BigIntegerField()
    child_price_minor = models.BigIntegerField()
    currency = columns.CurrencyField()
    daily_capacity = models.PositiveIntegerField()
    min_age = models.PositiveSmallIntegerField(default=0)
    start_times = ArrayField(models.TimeField(), default=list, blank=True)
    booking_cutoff_minutes = models.PositiveIntegerField(
        default=0, help_text="how long before the start it can be booked for the last time"
    )
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ExperienceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="experience_kind_is_known",
                condition=Q(kind__in=[kind.value for kind in ExperienceKind]),
            ),
            models.CheckConstraint(
                name="experience_difficulty_is_known",
                condition=Q(difficulty__in=[level.value for level in Difficulty]),
            ),
            models.CheckConstraint(
                name="experience_prices_not_negative",
                condition=Q(adult_price_minor__gte=0, child_price_minor__gte=0),
            ),
            models.CheckConstraint(
                name="experience_takes_time_and_people",
                condition=Q(duration_seconds__gte=1, daily_capacity__gte=1),
            ),
            models.CheckConstraint(
                name="experience_cutoff_is_a_month_at_most",
                condition=Q(booking_cutoff_minutes__lte=LONGEST_BOOKING_CUTOFF_MINUTES),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["title", "id"], name="experience_by_title"),
            GinIndex(
                fields=["title", "description"],
                opclasses=["gin_trgm_ops"] * 2,
                name="experience_by_text",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def apply(self, facts: ExperienceFacts, *, time_zone: str) -> None:
        """Take over what staff state of the experience itself; stops and hours are rows of their own."""
        self.slug, self.title, self.time_zone = facts.slug, facts.title, time_zone
        self.kind, self.difficulty = facts.kind.value, facts.difficulty.value
        self.description = facts.description
        self.duration_seconds = facts.duration_seconds
        self.adult_price_minor = facts.adult_price.amount_minor
        self.child_price_minor = facts.child_price.amount_minor
        self.currency = facts.adult_price.currency
        self.daily_capacity, self.min_age = facts.daily_capacity, facts.min_age
        self.start_times = list(facts.start_times)
        self.booking_cutoff_minutes = facts.booking_cutoff_minutes

    def as_published(self, facts: ExperienceFacts, *, at: dt.datetime) -> ExperiencePublished:
        """Return the event that tells what is sold."""
        return ExperiencePublished(
            experience_id=self.id,
            seller_id=self.seller_id,
            time_zone=self.time_zone,
            daily_capacity=facts.daily_capacity,
            open_weekdays=facts.open_weekdays,
            starts=tuple(
                Start(time=time, weekdays=facts.weekdays_of(time)) for time in facts.start_times
            ),
            booking_cutoff_minutes=facts.booking_cutoff_minutes,
            occurred_at=at,
        )


class ExperienceStop(models.Model):
    """A destination that an experience touches, in order; it starts at the first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="stops")
    destination = models.ForeignKey(
        "catalog.Destination", on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = "destination of an experience"
        verbose_name_plural = "destinations of experiences"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["experience", "destination"], name="one_stop_per_destination"
            )
        ]

    def __str__(self) -> str:
        return f"{self.experience_id} {self.position}"


class OpeningHours(models.Model):
    """A window in which an experience takes place, in the place's own time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    experience = models.ForeignKey(
        Experience, on_delete=models.CASCADE, related_name="opening_hours"
    )
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS)
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        verbose_name_plural = "opening hours"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="opening_weekday_is_iso", condition=Q(weekday__gte=1, weekday__lte=7)
            ),
            models.CheckConstraint(
                name="opens_before_it_closes", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.UniqueConstraint(
                fields=["experience", "weekday", "opens_at"], name="one_opening_per_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M} to {self.closes_at:%H:%M}"
