"""Contracts of the sandbox."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from riz.money import Money


class SandboxState(enum.StrEnum):
    """How far a charge is."""

    REQUIRES_PAYMENT_METHOD = "REQUIRES_PAYMENT_METHOD"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    PROCESSING = "PROCESSING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxCharge:
    """A charge as the sandbox answers it; `reference` is its customer's own."""

    id: str
    reference: str
    amount: Money
    state: SandboxState
    decline_code: str
    challenge_token: str
    captured: Money
    refunded: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxRefundView:
    """A refund as the sandbox answers it."""

    id: str
    intent_id: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The sums that the sandbox took and gave back."""

    captured_minor: int
    refunded_minor: int
