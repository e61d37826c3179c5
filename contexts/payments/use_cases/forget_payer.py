"""Forget a person who paid."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.locking import lock_all
from riz.personal_data import erased_person, without
from riz.use_cases import use_case

from .. import models
from ..domain.receipts import must_name_the_payer


@use_case
def forget_payer(*, user_id: UUID, at: dt.datetime) -> int:
    """Take the person's name off the receipts that need none; return how many. Twice is as once.

    Amounts, dates, numbers and tax lines stay, for tax law wants them for eight years.
    """
    forgotten = 0
    person = erased_person(user_id=user_id)
    for refund in models.Refund.objects.filter(payable__payer_id=user_id).order_by("id"):
        if without(person, refund.reason) != refund.reason:
            refund.reason = without(person, refund.reason)
            refund.save(update_fields=["reason"])
    for receipt in lock_all(models.Receipt.objects.filter(payer_id=user_id).exclude(payer_name="")):
        if must_name_the_payer(amount=receipt.amount, issued_at=receipt.issued_at, at=at):
            continue
        receipt.payer_name = ""
        receipt.save(update_fields=["payer_name"])
        forgotten += 1
    return forgotten
