"""The tables of inventory: resources, their counters by date, holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.indexes import Index

from riz import columns
from riz.ids import new_id
from riz.money import Money

from . import contracts, errors
from .contracts import HoldState, ResourceKind
from .domain.holds import TRANSITIONS, Move, Step, source_of


class Resource(models.Model):
    """A sellable thing as stock: `item_id` is what catalog calls it.

    It has the same id, but for the starts of an experience, each of which is a resource of its own.
    """

    id = models.UUIDField(primary_key=True)
    item_id = models.UUIDField()
    starts_at = models.TimeField(null=True, blank=True)
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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item_id", "starts_at"], nulls_distinct=False, name="one_resource_per_start"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@dataclass(frozen=True, slots=True)
class Misfit:
    """The first date whose counters would not move, as its locked row had them.

    There is nothing `free` where there is no row, and no date where the thing itself is not sold any more.
    """

    resource_id: UUID
    date: dt.date | None
    wanted: int
    free: int | None
    is_closed: bool | None

    def refusal(self) -> errors.NotAvailable:
        """Return the error that says so."""
        facts = {
            "resource_id": str(self.resource_id),
            "date": self.date.isoformat() if self.date else None,
        }
        if self.free is None:
            return errors.NotOnSale(**facts)
        if self.is_closed:
            return errors.DateClosed(**facts)
        return errors.SoldOut(**facts, free=self.free, wanted=self.wanted)


Moves = Mapping[tuple[UUID, dt.date], Move]
_MOVE = "SELECT * FROM inventory_move(%s::uuid[], %s::date[], %s, %s)"
_PLACE = """
SELECT * FROM inventory_place_hold(
    %s, %s, %s, %s, %s::uuid[], %s::date[], %s::date[], %s::integer[], %s, %s
)
"""


class StockDateQuerySet(models.QuerySet["StockDate"]):
    """Reads of the calendar, and the one statement that moves its counters."""

    def move(self, moves: Moves) -> Misfit | None:
        """Move the counters of all these dates in one call, or of none; return the first that would not."""
        held, sold = [by.held for by in moves.values()], [by.sold for by in moves.values()]
        resources, dates = [key for key, _ in moves], [date for _, date in moves]
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [resources, dates, held, sold])
            misfit = cursor.fetchone()
        return None if misfit[0] is None else Misfit(*misfit)


class StockDate(models.Model):
    """A resource on one date; a night is the date of its evening. `free` is what the counters leave."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="dates")
    date = models.DateField()
    capacity = models.PositiveIntegerField()
    own_capacity = models.PositiveIntegerField(
        null=True, blank=True, help_text="of this date alone, where it differs from the resource's"
    )
    overbooking = models.PositiveIntegerField(
        default=0, db_default=0, help_text="sold beyond what there is"
    )
    overbooking_reason = columns.LineField(blank=True, default="", db_default="")
    held = models.IntegerField(default=0)
    sold = models.IntegerField(default=0)
    blocked = models.IntegerField(default=0)
    price_override_minor = models.PositiveBigIntegerField(null=True, blank=True)
    min_stay = models.PositiveSmallIntegerField(default=1)
    max_stay = models.PositiveSmallIntegerField(null=True, blank=True)
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
                condition=Q(capacity__gte=F("held") + F("sold") + F("blocked") - F("overbooking")),
                name="never_oversold",
            ),
        ]
        indexes: ClassVar = [Index(fields=["date", "resource"], name="inventory_date_by_date")]

    def __str__(self) -> str:
        return f"{self.date:%d %b %Y}"

    @property
    def own_price(self) -> Money | None:
        """The price of a unit on this date alone; None where it is that of the resource."""
        minor = self.price_override_minor
        return None if minor is None else Money(minor, self.resource.currency)

    @property
    def free(self) -> int:
        """How many can still be held."""
        return self.capacity + self.overbooking - self.held - self.sold - self.blocked


class HoldQuerySet(models.QuerySet["Hold"]):
    """Reads of holds, the call that places one, and the conditional update that alone changes their state."""

    def place(
        self,
        *,
        hold_id: UUID,
        requester: str,
        lines: Sequence[contracts.HoldLine],
        at: dt.datetime,
        expires_at: dt.datetime,
        live_limit: int | None,
        is_durable: bool,
    ) -> tuple[bool, Misfit | None]:
        """Write a hold and move its counters in one call; a misfit leaves rows behind, to be rolled back.

        `live_limit` is how many holds the requester may have at once. What isn't `is_durable` may be lost
        with the server, and so may all else of the same transaction.

        Returns:
            Whether the requester has as many already, and the first date that would not move.
        """
        parameters = [
            *(hold_id, requester, at, expires_at),
            [line.resource_id for line in lines],
            [line.first_date for line in lines],
            [line.end_date for line in lines],
            [line.quantity for line in lines],
            *(live_limit, is_durable),
        ]
        with connection.cursor() as cursor:
            cursor.execute(_PLACE, parameters)
            has_too_many, *misfit = cursor.fetchone()
        return has_too_many, None if misfit[0] is None else Misfit(*misfit)

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


class StockDifference(models.Model):
    """A date whose counters were not what its lines add up to, at the last audit."""

    stock_date = models.OneToOneField(StockDate, on_delete=models.CASCADE, primary_key=True)
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    date = models.DateField()
    held = models.IntegerField()
    held_by_lines = models.IntegerField()
    sold = models.IntegerField()
    sold_by_lines = models.IntegerField()
    free = models.IntegerField()
    found_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.date:%d %b %Y}"


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
