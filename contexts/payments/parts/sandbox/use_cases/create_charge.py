"""Announce a charge."""

from __future__ import annotations

import datetime as dt
import secrets

from riz.money import Money
from riz.use_cases import use_case

from .. import models, queries
from ..contracts import SandboxCharge
from ._claim_key import claim_key


@use_case
def create_charge(*, reference: str, amount: Money, key: str, at: dt.datetime) -> SandboxCharge:
    """Write a charge down; the same key answers with the same charge.

    Raises:
        KeyReused: the key came with other parameters.
    """
    charge_id = f"pi_sandbox_{secrets.token_hex(12)}"
    parameters = {
        "operation": "create",
        "reference": reference,
        "amount_minor": amount.amount_minor,
        "currency": amount.currency,
    }
    known = claim_key(key=key, parameters=parameters, object_id=charge_id)
    if known is not None:
        return queries.get_charge(charge_id=known)
    row = models.SandboxIntent.objects.create(
        id=charge_id,
        reference=reference,
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        created_at=at,
    )
    return queries.to_charge(row)
