"""The tables of inventory: resources, their counters by date, holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.indexes import Index

from riz import columns
from riz.ids import new_id

from .contracts import HoldState, ResourceKind
from .domain.holds import TRANSITIONS, Move, Step, source_of


class Resource(models.Model):
    """A sellable thing as stock, under the id that catalog gave it."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField(choices=[(kind.value, kind.value.title()) for kind in ResourceKind])
    seller_id = models.UUIDField(db_index=True)
    time_zone = columns.TimeZoneField()
    capacity = models.PositiveIntegerField(help_text="units, or persons, on a date")
    open_weekdays = ArrayField(models.PositiveSmallIntegerField(), help_text="Monday is 1")
    is_open = models.BooleanField(default=True)
    currency = columns.CurrencyField(default="INR")
    base_price_minor = models.PositiveBigIntegerField(default=0)
    base_occupancy = models.PositiveIntegerField(default=0)
    extra_guest_minor = models.PositiveBigIntegerField(default=0)
    max_occupancy = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_kind_display()


@dataclass(frozen=True, slots=True)
class Counters:
    """The counters of a date once its row was locked; None where there is no row."""

    resource_id: UUID
    date: dt.date
    wanted: int
    free: int | None
    is_closed: bool | None


# Locks come in (resource, date) order and before any change, so no two movers wait for each other. The
# update happens for all rows or none; its own condition and the table's CHECK repeat what `fits` found.
_MOVE = """
WITH wanted AS (
    SELECT * FROM unnest(%(resources)s::uuid[], %(dates)s::date[], %(quantities)s::int[])
        AS w (resource_id, date, quantity)
), locked AS MATERIALIZED (
    SELECT d.id, w.resource_id, w.date, w.quantity, d.is_closed,
           d.capacity - d.held - d.sold - d.blocked AS free
      FROM inventory_date d JOIN wanted w USING (resource_id, date)
     ORDER BY d.resource_id, d.date
       FOR NO KEY UPDATE OF d
), misfits AS (
    SELECT w.resource_id, w.date, w.quantity, l.free, l.is_closed
      FROM wanted w LEFT JOIN locked l USING (resource_id, date)
     WHERE l.id IS NULL OR (%(takes)s AND (l.is_closed OR l.free < w.quantity))
), moved AS (
    UPDATE inventory_date d
       SET held = d.held + l.quantity * %(held)s, sold = d.sold + l.quantity * %(sold)s
      FROM locked l
     WHERE d.id = l.id AND NOT EXISTS (SELECT FROM misfits)
       AND (NOT %(takes)s OR d.held + d.sold + d.blocked + l.quantity <= d.capacity)
    RETURNING d.id
)
SELECT (SELECT count(*) FROM moved), m.resource_id, m.date, m.quantity, m.free, m.is_closed
  FROM (SELECT) one LEFT JOIN misfits m ON true
 ORDER BY m.date, m.resource_id
"""


class StockDateQuerySet(models.QuerySet["StockDate"]):
    """Reads of the calendar, and the one statement that moves its counters."""

    def move(
        self, *, quantities: Mapping[tuple[UUID, dt.date], int], move: Move
    ) -> Counters | None:
        """Move the counters of all these dates in one round trip, or of none.

        Returns:
            None when all moved, otherwise the first date that would not.
        """
        keys = sorted(quantities)
        parameters: dict[str, Any] = {
            "resources": [resource_id for resource_id, _ in keys],
            "dates": [date for _, date in keys],
            "quantities": [quantities[key] for key in keys],
            "held": move.held,
            "sold": move.sold,
            "takes": move.held + move.sold > 0,
        }
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, parameters)
            moved, *misfit = cursor.fetchone()
        return None if moved == len(keys) else Counters(*misfit)


class StockDate(models.Model):
    """A resource on one date; a night is the date of its evening. `free` is what the counters leave."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="dates")
    date = models.DateField()
    capacity = models.PositiveIntegerField()
    held = models.IntegerField(default=0)
    sold = models.IntegerField(default=0)
    blocked = models.IntegerField(default=0)
    price_override_minor = models.PositiveBigIntegerField(null=True, blank=True)
    min_stay = models.PositiveSmallIntegerField(default=1)
    is_closed = models.BooleanField(default=False)
    closed_to_arrival = models.BooleanField(default=False)
    closed_to_departure = models.BooleanField(default=False)

    objects = StockDateQuerySet.as_manager()

    class Meta:
        db_table = "inventory_date"
        verbose_name = "calendar date"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "date"], name="one_row_per_date"),
            models.CheckConstraint(
                condition=Q(held__gte=0, sold__gte=0, blocked__gte=0), name="counters_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=F("held") + F("sold") + F("blocked")),
                name="never_oversold",
            ),
        ]
        indexes: ClassVar = [Index(fields=["date", "resource"], name="inventory_date_by_date")]

    def __str__(self) -> str:
        return f"{self.date:%d %b %Y}"

    @property
    def free(self) -> int:
        """How many can still be held."""
        return self.capacity - self.held - self.sold - self.blocked


class HoldQuerySet(models.QuerySet["Hold"]):
    """Reads of holds, and the conditional update that is the only way to change their state."""

    def step(self, *, step: Step, at: dt.datetime) -> int:
        """Take the step for those that stand where it starts; return how many did."""
        source = source_of(step=step)
        return self.filter(state=source).update(state=TRANSITIONS[source, step], changed_at=at)


class Hold(models.Model):
    """Stock set aside for an opaque requester. Its state changes by conditional updates only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    requester = models.TextField()
    state = models.TextField(
        choices=[(state.value, state.value.title()) for state in HoldState], default=HoldState.HELD
    )
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = HoldQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["expires_at"], name="inventory_hold_due", condition=Q(state="HELD")),
            Index(fields=["requester"], name="inventory_hold_live", condition=Q(state="HELD")),
            Index(fields=["-placed_at"], name="inventory_hold_newest"),
        ]

    def __str__(self) -> str:
        return f"hold of {self.placed_at:%d %b %Y}"


class HoldLine(models.Model):
    """`quantity` of a resource on every date of [first_date, end_date)."""

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="lines")
    # No constraint in the database: every hold of a popular resource would lock its row for the check.
    resource = models.ForeignKey(
        Resource, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    first_date = models.DateField()
    end_date = models.DateField()
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, end_date__gt=F("first_date")),
                name="line_wants_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} from {self.first_date}"
