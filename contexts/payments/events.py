"""Events of payments."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from riz.events import Event
from riz.money import Money


class PayablePaid(Event):
    """A payable was paid in full. It may have been closed or have expired meanwhile; its opener decides what follows."""

    name: ClassVar[str] = "payments.payable.paid.v1"
    aggregate: ClassVar[str] = "payable_id"
    payable_id: UUID
    intent_id: UUID
    reference: str
    amount: Money


class PaymentFailed(Event):
    """An attempt to pay was declined; the payable stays open."""

    name: ClassVar[str] = "payments.payable.payment_failed.v1"
    aggregate: ClassVar[str] = "payable_id"
    payable_id: UUID
    intent_id: UUID
    reference: str
    decline_code: str


class RefundSucceeded(Event):
    """Money went back to the payer."""

    name: ClassVar[str] = "payments.payable.refunded.v1"
    aggregate: ClassVar[str] = "payable_id"
    payable_id: UUID
    refund_id: UUID
    reference: str
    amount: Money


class RefundFailed(Event):
    """Money that was promised back could not be sent; staff have to find another way."""

    name: ClassVar[str] = "payments.payable.refund_failed.v1"
    aggregate: ClassVar[str] = "payable_id"
    payable_id: UUID
    refund_id: UUID
    reference: str
    amount: Money


class PaymentProcessing(Event):
    """A payment is under way at the gateway, which may take minutes to say what became of it."""

    name: ClassVar[str] = "payments.payable.payment_processing.v1"
    aggregate: ClassVar[str] = "payable_id"
    payable_id: UUID
    intent_id: UUID
    reference: str
