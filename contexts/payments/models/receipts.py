"""Proofs of payment and their numbers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from riz import columns
from riz.ids import new_id
from riz.money import Money

from .intents import PaymentIntent
from .payables import Payable


class ReceiptCounter(models.Model):
    """The last serial given out in a financial year; locked last in a transaction, so numbers have no gaps."""

    financial_year = models.CharField(primary_key=True, max_length=7)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.financial_year}: {self.last}"


class Receipt(models.Model):
    """The proof of a payment, as things stood when it came; never changed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=16)
    financial_year = models.CharField(max_length=7)
    payable = models.OneToOneField(Payable, on_delete=models.PROTECT, related_name="receipt")
    intent = models.ForeignKey(PaymentIntent, on_delete=models.PROTECT, related_name="+")
    reference = models.TextField()
    description = columns.LineField()
    payer_id = models.UUIDField()
    payer_name = columns.LineField(blank=True)
    amount_minor = models.BigIntegerField()
    currency = columns.CurrencyField()
    tax_lines = models.JSONField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="receipt_number_once_a_year", fields=["financial_year", "number"]
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
