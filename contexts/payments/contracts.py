"""Contracts of payments."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from uuid import UUID

from riz.money import Money


class PayableState(enum.StrEnum):
    """OPEN takes payments; PAID is settled; CLOSED takes none any more."""

    OPEN = "OPEN"
    PAID = "PAID"
    CLOSED = "CLOSED"


class IntentState(enum.StrEnum):
    """How far an attempt to pay is; the last three are final."""

    REQUIRES_PAYMENT_METHOD = "REQUIRES_PAYMENT_METHOD"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    PROCESSING = "PROCESSING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class RefundState(enum.StrEnum):
    """How far a refund is."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class Supply(enum.StrEnum):
    """Kinds of supplies, as taxes see them."""

    ACCOMMODATION = "ACCOMMODATION"
    EXPERIENCE = "EXPERIENCE"
    PACKAGE = "PACKAGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedSupply:
    """A unit of something sold for a date in a country, after discounts; of stays, a unit and night."""

    supply: Supply
    date: dt.date
    unit_price: Money
    country: str = "IN"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRule:
    """A tax on what is sold on dates of the half-open [valid_from, valid_until) at unit prices of at most `up_to`.

    It holds for prices in its currency: a threshold in another one would need a rate of exchange.

    `sac` is India's services accounting code. Without input credit, the seller can't set off what it paid itself.
    """

    id: UUID
    supply: Supply
    country: str
    valid_from: dt.date
    valid_until: dt.date | None
    currency: str
    up_to: Money | None
    rate_basis_points: int
    sac: str
    has_input_credit: bool

    def tax_on(self, price: Money) -> Money:
        """Return the tax on a line, rounded half up to the minor unit."""
        minor = (price.amount_minor * self.rate_basis_points + 5_000) // 10_000
        return Money(minor, price.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """A tax that is part of the amount: its name, its rate in basis points, what it is levied on, how much it is."""

    name: str
    rate_basis_points: int
    taxable: Money
    tax: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """An organisation and its share of the amount."""

    organisation_id: UUID
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """An amount that somebody owes for something that payments does not know; `reference` is its opener's."""

    id: UUID
    reference: str
    description: str
    payer_id: UUID
    amount: Money
    paid: Money
    refunded: Money
    refund_pending: Money
    state: PayableState
    expires_at: dt.datetime | None
    tax_lines: tuple[TaxLine, ...]
    payees: tuple[Payee, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentIntent:
    """An attempt to pay a payable; `next_action_url` is where the payer has to go while it requires action."""

    id: UUID
    payable_id: UUID
    gateway: str
    amount: Money
    state: IntentState
    decline_code: str
    next_action_url: str
    version: int
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The proof that a payable was paid, as it stood when it was."""

    id: UUID
    number: str
    payable_id: UUID
    intent_id: UUID
    reference: str
    description: str
    payer_id: UUID
    payer_name: str
    amount: Money
    tax_lines: tuple[TaxLine, ...]
    issued_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money on its way back."""

    id: UUID
    payable_id: UUID
    amount: Money
    state: RefundState
    reason: str
