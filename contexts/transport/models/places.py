"""Cities, airports, stations, sights and stops by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from typing import ClassVar, Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import connections, models
from django.db.models import F, FloatField, Func, Q
from psycopg import sql

from riz import columns
from riz.ids import new_id

from .. import contracts
from ..domain.places import country_name, plain, search_text

__all__ = ["Place", "PlaceQuerySet", "PlaceSource"]

COPIED_AT_ONCE: Final = 5_000


class PlaceSource(models.TextChoices):
    """Where the facts of a place are from."""

    GEONAMES = "geonames", "GeoNames"
    AIRPORTS = "airports", "airportsdata"
    SIGHTS = "sights", "RIZ"
    FEED = "feed", "Feed"
    STAFF = "staff", "Staff"


class PlaceQuerySet(models.QuerySet["Place"]):
    """Reads of places."""

    def copy_in(self, rows: Iterable[Place]) -> None:
        """Write many new rows at once, several times faster than by INSERT. Wants an open transaction."""
        columns = [sql.Identifier(field.attname) for field in self.model._meta.concrete_fields]  # noqa: SLF001 - Django's documented Meta API
        names = [field.attname for field in self.model._meta.concrete_fields]  # noqa: SLF001 - the same
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(self.model._meta.db_table),  # noqa: SLF001 - the same
            sql.SQL(", ").join(columns),
        )
        values = attrgetter(*names)
        written = iter(rows)
        with connections[self.db].cursor() as cursor:
            # In several statements: one of hundreds of thousands of rows would run into the limit of their length.
            while some := list(islice(written, COPIED_AT_ONCE)):
                with cursor.copy(statement) as copy:
                    for row in some:
                        copy.write_row(values(row))

    def notify_planner(self) -> None:
        """Let the database look at how many places there are by now: until it has, a name takes three times as long to find."""
        table = sql.Identifier(self.model._meta.db_table)  # noqa: SLF001 - Django's documented Meta API
        with connections[self.db].cursor() as cursor:
            cursor.execute(sql.SQL("ANALYZE {}").format(table))

    def of_version(self, version_id: UUID) -> PlaceQuerySet:
        """Keep the stops of one version of a feed."""
        return self.filter(feed_version_id=version_id)


class Place(models.Model):
    """Somewhere that people name when they say where to start or where to go."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(
        max_length=8,
        choices=[
            (kind.value, kind.name.capitalize())
            for kind in contracts.PlaceKind
            if kind is not contracts.PlaceKind.POINT
        ],
    )
    name = columns.LineField(max_length=200)
    other_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    code = models.CharField(max_length=64, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    time_zone = columns.TimeZoneField()
    country = models.CharField(max_length=2, blank=True)
    region = columns.LineField(max_length=120, blank=True)
    importance = models.PositiveIntegerField(
        default=0, help_text="Among places of a kind the greater comes first; of cities the people."
    )
    radius_m = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=8, choices=PlaceSource.choices)
    source_key = models.CharField(max_length=300)
    feed_version_id = models.UUIDField(null=True, blank=True)
    search_name = models.CharField(max_length=200, editable=False)
    search_text = models.TextField(editable=False)
    search_area = models.TextField(editable=False, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_key"], name="place_once_in_its_source"
            ),
            models.CheckConstraint(
                name="place_latitude_in_range",
                condition=Q(latitude__gte=-90, latitude__lte=90),
                violation_error_message="A latitude lies from -90 to 90.",
            ),
            models.CheckConstraint(
                name="place_longitude_in_range",
                condition=Q(longitude__gte=-180, longitude__lte=180),
                violation_error_message="A longitude lies from -180 to 180.",
            ),
            models.CheckConstraint(
                name="place_stops_have_their_version",
                condition=Q(source="feed") ^ Q(feed_version_id__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            GinIndex(
                fields=["search_text", "search_name"],
                opclasses=["gin_trgm_ops"] * 2,
                name="place_by_text",
            ),
            models.Index(
                fields=["search_name"], opclasses=["varchar_pattern_ops"], name="place_by_name"
            ),
            models.Index(fields=["code"], name="place_by_code", condition=~Q(code="")),
            models.Index(
                fields=["feed_version_id"],
                name="place_by_version",
                condition=Q(feed_version_id__isnull=False),
            ),
            GistIndex(
                Func(F("longitude"), F("latitude"), function="point", output_field=FloatField()),
                name="place_by_point",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def apply(self, facts: contracts.PlaceFacts) -> None:
        """Take over what is stated of the place, and work out what it is searched by."""
        for field in fields(facts):
            setattr(self, field.name, getattr(facts, field.name))
        self.kind, self.other_names = facts.kind.value, list(facts.other_names)
        self._settle_search()

    def facts(self) -> contracts.PlaceFacts:
        """Return what is stated of the place."""
        stated = {
            field.name: getattr(self, field.name)
            for field in fields(contracts.PlaceFacts)
            if field.name not in {"kind", "other_names"}
        }
        return contracts.PlaceFacts(
            kind=contracts.PlaceKind(self.kind), other_names=tuple(self.other_names), **stated
        )

    def _settle_search(self) -> None:
        self.search_name = plain(self.name)
        self.search_text = search_text([self.name, *self.other_names])
        area = dict.fromkeys(
            plain(part) for part in (self.region, country_name(self.country), self.country)
        )
        self.search_area = f"|{'|'.join(filter(None, area))}|"
