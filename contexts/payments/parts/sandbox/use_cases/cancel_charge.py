"""Call a charge off."""

from __future__ import annotations

import datetime as dt

from riz.locking import lock
from riz.use_cases import use_case

from .. import errors, models, queries
from ..contracts import SandboxCharge
from ._announce import announce


@use_case
def cancel_charge(*, charge_id: str, at: dt.datetime) -> SandboxCharge:
    """Call a charge off if nothing was taken and nothing is on its way; answer with how it stands.

    Raises:
        UnknownCharge: there is none.
    """
    row = lock(models.SandboxIntent, id=charge_id, refusal=errors.UnknownCharge)
    if row.cancel():
        row.save()
        announce(charge=row, at=at)
    return queries.to_charge(row)
