"""Reads of the sandbox's books."""

from __future__ import annotations

import datetime as dt

from django.db.models import Sum

from riz.mapping import to_contract
from riz.money import Money

from . import errors, models
from .contracts import Balance, SandboxCharge, SandboxRefundView, SandboxState


def get_charge(*, charge_id: str) -> SandboxCharge:
    """Return a charge.

    Raises:
        UnknownCharge: there is none.
    """
    row = models.SandboxIntent.objects.filter(id=charge_id).first()
    if row is None:
        raise errors.UnknownCharge
    return to_charge(row)


def get_challenged_charge(*, challenge_token: str) -> SandboxCharge:
    """Return the charge behind a challenge.

    Raises:
        ChallengeNotFound: there is none.
    """
    row = models.SandboxIntent.objects.filter(challenge_token=challenge_token).first()
    if row is None or not challenge_token:
        raise errors.ChallengeNotFound
    return to_charge(row)


def list_charges_to_settle(*, limit: int, at: dt.datetime) -> tuple[str, ...]:
    """Return the late ones whose time has come."""
    rows = models.SandboxIntent.objects.filter(state=SandboxState.PROCESSING, settles_at__lte=at)
    return tuple(rows.order_by("settles_at").values_list("id", flat=True)[:limit])


def get_balance() -> Balance:
    """Count all money that came and went."""
    sums = models.SandboxIntent.objects.aggregate(
        captured=Sum("captured_minor", default=0), refunded=Sum("refunded_minor", default=0)
    )
    return Balance(captured_minor=int(sums["captured"]), refunded_minor=int(sums["refunded"]))


def to_charge(row: models.SandboxIntent) -> SandboxCharge:
    """Make the contract of a charge."""
    return to_contract(SandboxCharge, row)


def to_refund(row: models.SandboxRefund) -> SandboxRefundView:
    """Make the contract of a refund."""
    amount = Money(row.amount_minor, row.intent.currency)
    return to_contract(SandboxRefundView, row, amount=amount)
