"""Lock an attempt to pay."""

from __future__ import annotations

from uuid import UUID

from riz.locking import lock

from .. import errors, models


def lock_intent(*, intent_id: UUID) -> models.PaymentIntent:
    """Lock an intent and its payable, the payable first, for that is the order everywhere.

    Raises:
        IntentNotFound: there is none.
    """
    owner = models.PaymentIntent.objects.filter(id=intent_id).values("payable")
    refusal = errors.IntentNotFound(intent_id=str(intent_id))
    payable = lock(models.Payable, id__in=owner, refusal=refusal)
    intent = lock(payable.intents.all(), id=intent_id)
    intent.payable = payable
    return intent
