"""The payer approves or declines a charge at the bank's page."""

from __future__ import annotations

import datetime as dt

from riz.use_cases import use_case

from .. import errors, models, queries
from ..contracts import SandboxCharge
from ._announce import announce


@use_case
def answer_challenge(*, challenge_token: str, is_approved: bool, at: dt.datetime) -> SandboxCharge:
    """Take the payer's answer; the same one again changes nothing.

    Raises:
        ChallengeNotFound: there is no such challenge.
        ChargeSettled: it was answered otherwise, or the charge was called off.
    """
    rows = models.SandboxIntent.objects.select_for_update()
    row = rows.filter(challenge_token=challenge_token).first() if challenge_token else None
    if row is None:
        raise errors.ChallengeNotFound
    if row.answer(is_approved=is_approved):
        row.save()
        announce(charge=row, at=at)
    return queries.to_charge(row)
