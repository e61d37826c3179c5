"""Give a paid payable its receipt."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from contexts.identity import api as identity
from riz import clock

from .. import models
from ..domain.receipts import financial_year, receipt_number

_SELLERS_ZONE = "Asia/Kolkata"


def issue_receipt(*, intent: models.PaymentIntent, at: dt.datetime) -> None:
    """Write the receipt inside the caller's transaction, as its last act.

    The number's counter stays locked until the commit, so that a payment that is rolled back leaves no
    gap; being last keeps the queue at it short.
    """
    payable = intent.payable
    payer = identity.find_users(user_ids=[payable.payer_id]).get(payable.payer_id)
    year = financial_year(clock.local_date(at, _SELLERS_ZONE))
    models.Receipt.objects.create(
        number=receipt_number(year=year, serial=_next_serial(year)),
        financial_year=year,
        payable=payable,
        intent=intent,
        reference=payable.reference,
        description=payable.description,
        payer_id=payable.payer_id,
        payer_name=payer.full_name if payer else "",
        amount_minor=payable.amount_minor,
        currency=payable.currency,
        tax_lines=payable.tax_lines,
        issued_at=at,
    )


def _next_serial(year: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_receiptcounter AS c (financial_year, last) VALUES (%s, 1)"
            " ON CONFLICT (financial_year) DO UPDATE SET last = c.last + 1 RETURNING last",
            [year],
        )
        return int(cursor.fetchone()[0])
