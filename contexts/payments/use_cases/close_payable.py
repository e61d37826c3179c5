"""Stop taking payments for a payable."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.locking import lock
from riz.use_cases import use_case

from .. import contracts, errors, models, queries
from ..contracts import IntentState


@use_case
def close_payable(*, payable_id: UUID, at: dt.datetime) -> contracts.Payable:
    """Close a payable: no attempt starts any more; one that is under way may still succeed. Idempotent.

    Raises:
        PayableNotFound: there is none.
    """
    row = lock(
        models.Payable, id=payable_id, refusal=errors.PayableNotFound(payable_id=str(payable_id))
    )
    if row.close(at=at):
        row.save(update_fields=["state", "closed_at"])
        # Attempts of which the gateway never heard end here; the others end with the gateway's word.
        row.intents.filter(
            state=IntentState.REQUIRES_PAYMENT_METHOD, call_started_at=None, gateway_intent_id=""
        ).update(state=IntentState.CANCELLED)
    return queries.to_payable(row)
