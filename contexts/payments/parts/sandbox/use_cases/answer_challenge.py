"""The payer approves or declines a charge at the bank's page."""

from __future__ import annotations

import datetime as dt

from riz.locking import lock
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
    asked = models.SandboxIntent.objects.exclude(challenge_token="")
    row = lock(asked, challenge_token=challenge_token, refusal=errors.ChallengeNotFound)
    if row.answer(is_approved=is_approved):
        row.save()
        announce(charge=row, at=at)
    return queries.to_charge(row)
