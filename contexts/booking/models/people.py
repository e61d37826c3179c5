"""People who travel."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from riz import columns
from riz.sealing import SealedField

from ..contracts import (
    ContactKind,
    IdKind,
    TravellerKind,
)
from .choices import choices
from .orders import Booking


class Customer(models.Model):
    """A person who travels. The document's number is sealed, and shown masked."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="customers")
    full_name = columns.LineField()
    email = columns.EmailField(blank=True)
    phone = columns.PhoneField(blank=True)
    traveller_kind = models.TextField(choices=choices(TravellerKind))
    id_kind = models.TextField(choices=choices(IdKind), null=True, blank=True)
    id_number_sealed = SealedField(blank=True, editable=False)
    id_number_masked = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.full_name


class CustomerContact(models.Model):
    """A number to call about a traveller."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    kind = models.TextField(choices=choices(ContactKind))
    name = columns.LineField(blank=True)
    # Empty only where one of former times could not be read: then the name says it.
    phone = columns.PhoneField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.phone}"
