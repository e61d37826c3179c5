"""Charge a payment method."""

from __future__ import annotations

import datetime as dt
import secrets

from riz.locking import lock
from riz.use_cases import use_case

from .. import errors, models, queries
from ..contracts import SandboxCharge
from ..domain.methods import Method
from ._announce import announce
from ._claim_key import claim_key


def confirm_charge(
    *, charge_id: str, payment_method: str, key: str, settles_at: dt.datetime, at: dt.datetime
) -> SandboxCharge:
    """Charge once for each key, and answer with the charge as it then is.

    Raises:
        UnknownMethod: there is no such payment method.
        UnknownCharge: there is no such charge.
        ChargeSettled: another key charged it before.
        KeyReused: the key came with other parameters.
        AnswerLost: it is done and the answer is not heard.
    """
    if payment_method not in list(Method):
        raise errors.UnknownMethod
    charge, is_first = _confirm(
        charge_id=charge_id,
        method=Method(payment_method),
        key=key,
        settles_at=settles_at,
        at=at,
    )
    if is_first and payment_method == Method.ANSWER_LOST:
        raise errors.AnswerLost
    return charge


@use_case
def _confirm(
    *, charge_id: str, method: Method, key: str, settles_at: dt.datetime, at: dt.datetime
) -> tuple[SandboxCharge, bool]:
    parameters = {"operation": "confirm", "charge": charge_id, "payment_method": method.value}
    known = claim_key(key=key, parameters=parameters, object_id=f"charged:{secrets.token_hex(8)}")
    if known is not None:
        return queries.get_charge(charge_id=charge_id), False
    row = lock(models.SandboxIntent, id=charge_id, refusal=errors.UnknownCharge)
    row.charge(method=method, challenge_token=secrets.token_urlsafe(32), settles_at=settles_at)
    row.save()
    announce(charge=row, at=at)
    return queries.to_charge(row), True
