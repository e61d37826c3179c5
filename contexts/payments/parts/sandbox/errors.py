"""Why the sandbox refuses."""

from __future__ import annotations

from typing import ClassVar

from riz.errors import Conflict, Invalid, NotFound


class KeyReused(Conflict):
    """The idempotency key came before with other parameters."""

    code: ClassVar[str] = "sandbox.key_reused"
    message = "This idempotency key was used with other parameters."


class UnknownCharge(NotFound):
    """There is no such charge."""

    code: ClassVar[str] = "sandbox.unknown_charge"
    message = "There is no such charge."


class UnknownMethod(Invalid):
    """There is no such payment method."""

    code: ClassVar[str] = "sandbox.unknown_payment_method"
    message = "There is no such payment method."


class ChargeSettled(Conflict):
    """The charge is past that."""

    code: ClassVar[str] = "sandbox.charge_settled"
    message = "The charge is settled already."


class RefundExceedsCharge(Conflict):
    """More would go back than was taken."""

    code: ClassVar[str] = "sandbox.refund_exceeds_charge"
    message = "More would go back than was taken."


class ChallengeNotFound(NotFound):
    """There is no such challenge."""

    code: ClassVar[str] = "sandbox.challenge_not_found"
    message = "There is no such challenge."
