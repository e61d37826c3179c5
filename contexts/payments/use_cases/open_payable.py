"""Write down that somebody owes an amount."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.money import Money, total
from riz.use_cases import use_case

from .. import contracts, models, queries


@use_case
def open_payable(
    *,
    reference: str,
    description: str,
    amount: Money,
    payer_id: UUID,
    tax_lines: tuple[contracts.TaxLine, ...],
    payees: tuple[contracts.Payee, ...],
    expires_at: dt.datetime | None,
    at: dt.datetime,
) -> contracts.Payable:
    """Open a payable; it takes part in the caller's transaction.

    Raises:
        ValueError: the amount is not positive, or the payees' shares do not sum to it.
    """
    if amount.amount_minor <= 0:
        raise ValueError("nothing is owed: a payable's amount is positive")
    if payees and total((payee.amount for payee in payees), amount.currency) != amount:
        raise ValueError("the payees' shares do not sum to the amount")
    row = models.Payable.objects.create(
        reference=reference,
        description=description,
        payer_id=payer_id,
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        expires_at=expires_at,
        tax_lines=[
            {
                "name": line.name,
                "rate_basis_points": line.rate_basis_points,
                "taxable_minor": line.taxable.amount_minor,
                "tax_minor": line.tax.amount_minor,
            }
            for line in tax_lines
        ],
        payees=[
            {
                "organisation_id": str(payee.organisation_id),
                "amount_minor": payee.amount.amount_minor,
            }
            for payee in payees
        ],
        created_at=at,
    )
    return queries.to_payable(row)
