"""Why the sandbox refuses."""

from __future__ import annotations

from typing import ClassVar

from riz.errors import Conflict, Invalid, NotFound, RizError, Unavailable


class Refusal(RizError):
    """The sandbox said no, and nothing moved."""


class KeyReused(Refusal, Conflict):
    """The idempotency key came before with other parameters."""

    code: ClassVar[str] = "sandbox.key_reused"
    message = "This idempotency key was used with other parameters."


class UnknownCharge(Refusal, NotFound):
    """There is no such charge."""

    code: ClassVar[str] = "sandbox.unknown_charge"
    message = "There is no such charge."


class UnknownMethod(Refusal, Invalid):
    """There is no such payment method."""

    code: ClassVar[str] = "sandbox.unknown_payment_method"
    message = "There is no such payment method."


class ChargeSettled(Refusal, Conflict):
    """The charge is past that."""

    code: ClassVar[str] = "sandbox.charge_settled"
    message = "The charge is settled already."
    state: str


class RefundExceedsCharge(Refusal, Conflict):
    """More would go back than was taken."""

    code: ClassVar[str] = "sandbox.refund_exceeds_charge"
    message = "More would go back than was taken."


class ChallengeNotFound(NotFound):
    """There is no such challenge."""

    code: ClassVar[str] = "sandbox.challenge_not_found"
    message = "There is no such challenge."


class AnswerLost(Unavailable):
    """The sandbox did what it was asked and its answer got lost on the way."""

    code: ClassVar[str] = "sandbox.answer_lost"
    message = "The answer did not arrive."
