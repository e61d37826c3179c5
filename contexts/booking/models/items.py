"""Things that bookings are of, with their price and their stock line by line."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from riz import columns
from riz.ids import new_id

from ..contracts import (
    ItemKind,
    ItemState,
    LineKind,
    TravellerKind,
)
from .choices import choices
from .orders import Booking


class BookingItem(models.Model):
    """A bought thing, as it was at the time, and the state that it is in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    state = models.TextField(choices=choices(ItemState), default=ItemState.ACTIVE)
    kind = models.TextField(choices=choices(ItemKind))
    item_id = models.UUIDField(db_index=True)
    name = columns.LineField()
    start_date = models.DateField()
    end_date = models.DateField()
    start_time = models.TimeField(null=True, blank=True)
    travel_starts_at = models.DateTimeField()
    time_zone = columns.TimeZoneField()
    quantity = models.PositiveIntegerField(help_text="units of a stay")
    adults = models.PositiveIntegerField()
    children = models.PositiveIntegerField()
    infants = models.PositiveIntegerField()
    child_ages = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    total_minor = models.PositiveBigIntegerField()
    terms = models.JSONField(help_text="the cancellation terms at the time of purchase")
    least_charge_minor = models.PositiveBigIntegerField(
        default=0, help_text="what cancelling would have cost before it was moved"
    )
    # Of what is PROPOSED: the item that gives way once it is paid, and the payable that it waits for.
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    awaits = models.ForeignKey(
        "booking.OrderPayable",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposed",
    )

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "position"], name="one_item_per_position"),
        ]

    def __str__(self) -> str:
        return self.name


class PriceLine(models.Model):
    """A line of an item's price, with the tax rule that it was sold under."""

    item = models.ForeignKey(BookingItem, on_delete=models.CASCADE, related_name="lines")
    kind = models.TextField(choices=choices(LineKind), default=LineKind.BASE)
    name = columns.LineField()
    date = models.DateField(null=True, blank=True, help_text="the night of a stay")
    traveller_kind = models.TextField(choices=choices(TravellerKind), null=True, blank=True)
    guests = models.PositiveIntegerField(null=True, blank=True, help_text="in a unit of a stay")
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.PositiveBigIntegerField()
    price_minor = models.PositiveBigIntegerField()
    tax_rule_id = models.UUIDField(null=True, blank=True)
    tax_rate_basis_points = models.PositiveIntegerField()
    sac = models.TextField("SAC", blank=True, default="")
    tax_minor = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(price_minor=models.F("quantity") * models.F("unit_price_minor")),
                name="price_is_quantity_times_unit_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"


class StockLine(models.Model):
    """`quantity` of a resource on every date of [first_date, end_date) that an item has of the order's hold."""

    item = models.ForeignKey(BookingItem, on_delete=models.CASCADE, related_name="stock_lines")
    resource_id = models.UUIDField()
    first_date = models.DateField()
    end_date = models.DateField()
    quantity = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.quantity} from {self.first_date}"
