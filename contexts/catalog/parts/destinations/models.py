"""Destinations and their pictures."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from riz import columns, points
from riz.ids import new_id

from . import contracts
from .contracts import DestinationFacts


class DestinationQuerySet(models.QuerySet["Destination"]):
    """Reads of destinations."""

    def active(self) -> DestinationQuerySet:
        """Keep those that may be shown."""
        return self.filter(is_active=True)

    def with_key(self, key: str) -> DestinationQuerySet:
        """Keep the one with this id or slug."""
        try:
            return self.filter(id=UUID(key))
        except ValueError:
            return self.filter(slug=key)

    def matching(self, text: str) -> DestinationQuerySet:
        """Keep those that speak of `text`, typing errors forgiven, and annotate `rank`: 0 where the name does."""
        rank = models.Case(models.When(name__trigram_word_similar=text, then=0), default=1)
        return self.annotate(rank=rank).filter(
            Q(name__trigram_word_similar=text)
            | Q(summary__trigram_word_similar=text)
            | Q(description__trigram_word_similar=text)
        )


class Destination(models.Model):
    """A place that is presented and sold around."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    name = columns.LineField(max_length=200)
    district = columns.LineField(max_length=120, blank=True)
    region = columns.LineField(max_length=120, blank=True)
    summary = columns.LineField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    lat = columns.LatitudeField(verbose_name="latitude")
    lon = columns.LongitudeField(verbose_name="longitude")
    time_zone = columns.TimeZoneField()
    best_time_to_visit = models.TextField(blank=True)
    how_to_reach = models.TextField(blank=True)
    cover_image_url = columns.WebAddressField(blank=True)
    is_featured = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = DestinationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["district", "name"], name="destination_by_district"),
            models.Index(fields=["name", "id"], name="destination_by_name"),
            points.index("destination_by_point"),
            GinIndex(
                fields=["name", "summary", "description"],
                opclasses=["gin_trgm_ops"] * 3,
                name="destination_by_text",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def apply(self, facts: DestinationFacts) -> None:
        """Take over what staff state of the destination itself; pictures are rows of their own."""
        self.slug, self.name = facts.slug, facts.name
        self.district, self.region = facts.district, facts.region
        self.summary, self.description = facts.summary, facts.description
        self.lat, self.lon, self.time_zone = facts.lat, facts.lon, facts.time_zone
        self.best_time_to_visit = facts.best_time_to_visit
        self.how_to_reach = facts.how_to_reach
        self.cover_image_url = facts.cover_image_url
        self.is_featured = facts.is_featured

    def pictures(self, images: tuple[contracts.DestinationImage, ...]) -> list[DestinationImage]:
        """Build the rows of its gallery in order."""
        return [
            DestinationImage(
                destination=self, url=image.url, caption=image.caption, position=position
            )
            for position, image in enumerate(images, start=1)
        ]


class DestinationImage(models.Model):
    """A picture in a destination's gallery."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    destination = models.ForeignKey(Destination, on_delete=models.CASCADE, related_name="images")
    url = columns.WebAddressField()
    caption = columns.LineField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["destination", "position"], name="one_destination_image_per_position"
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.caption or self.url}"
