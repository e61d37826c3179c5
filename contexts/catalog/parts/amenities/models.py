"""Amenities."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from riz import columns
from riz.ids import new_id

from .contracts import AmenityCategory, AmenityFacts


class AmenityQuerySet(models.QuerySet["Amenity"]):
    """Reads of amenities."""

    def active(self) -> AmenityQuerySet:
        """Keep those that may be shown."""
        return self.filter(is_active=True)


class Amenity(models.Model):
    """Something that a stay or a package includes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = columns.LineField(max_length=120)
    category = models.CharField(
        max_length=16, choices=[(kind.value, kind.value.title()) for kind in AmenityCategory]
    )
    icon_url = columns.WebAddressField(blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = AmenityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "amenities"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="amenity_category_is_known",
                condition=models.Q(category__in=[kind.value for kind in AmenityCategory]),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["category", "name"], name="amenity_by_category")]

    def __str__(self) -> str:
        return self.name

    def apply(self, facts: AmenityFacts) -> None:
        """Take over what staff state."""
        self.slug = facts.slug
        self.name = facts.name
        self.category = facts.category.value
        self.icon_url = facts.icon_url
