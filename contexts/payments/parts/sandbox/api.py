"""Questions that a customer of the sandbox may ask it."""

from __future__ import annotations

from .contracts import Balance, SandboxCharge, SandboxState
from .errors import AnswerLost, Refusal, UnknownMethod
from .gateways.customer import webhook_secret
from .queries import get_balance, get_charge
from .use_cases.cancel_charge import cancel_charge
from .use_cases.confirm_charge import confirm_charge
from .use_cases.create_charge import create_charge
from .use_cases.refund_charge import refund_charge

__all__ = [
    "AnswerLost",
    "Balance",
    "Refusal",
    "SandboxCharge",
    "SandboxState",
    "UnknownMethod",
    "cancel_charge",
    "confirm_charge",
    "create_charge",
    "get_balance",
    "get_charge",
    "refund_charge",
    "webhook_secret",
]
