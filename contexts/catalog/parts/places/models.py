"""Places."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from riz import columns, points
from riz.ids import new_id

from .contracts import PlaceKind


class Place(models.Model):
    """A point of interest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = columns.LineField(max_length=200)
    kind = models.CharField(
        max_length=24,
        choices=[(kind.value, kind.value.replace("_", " ").capitalize()) for kind in PlaceKind],
    )
    lat = columns.LatitudeField(verbose_name="latitude")
    lon = columns.LongitudeField(verbose_name="longitude")
    destination = models.ForeignKey(
        "catalog.Destination", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="catalog_place_kind_is_known",
                condition=models.Q(kind__in=[kind.value for kind in PlaceKind]),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="catalog_place_by_name"),
            models.Index(fields=["kind", "name", "id"], name="catalog_place_by_kind"),
            points.index("catalog_place_by_point"),
        ]

    def __str__(self) -> str:
        return self.name
