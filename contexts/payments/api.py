"""Questions that other contexts may ask of payments."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import SYSTEM
from riz.money import Money

from . import contracts, queries
from .queries import find_tax_rules
from .use_cases.close_payable import close_payable
from .use_cases.open_payable import open_payable
from .use_cases.request_refund import request_refund

__all__ = [
    "close_payable",
    "find_tax_rules",
    "get_payable",
    "open_payable",
    "refund_payable",
]


def get_payable(*, payable_id: UUID) -> contracts.Payable:
    """Return a payable.

    Raises:
        PayableNotFound: there is none.
    """
    return queries.get_payable(payable_id=payable_id)


def refund_payable(
    *, payable_id: UUID, amount: Money, reason: str, at: dt.datetime
) -> contracts.Refund:
    """Promise money back inside the caller's transaction; a task executes it and RefundSucceeded tells when.

    Raises:
        PayableNotFound: there is none.
        WrongCurrency: the payable is in another currency.
        RefundTooLarge: more than what was paid and is not on its way back.
    """
    return request_refund(payable_id=payable_id, amount=amount, reason=reason, actor=SYSTEM, at=at)
