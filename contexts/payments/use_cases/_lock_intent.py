"""Lock an attempt to pay."""

from __future__ import annotations

from uuid import UUID

from .. import errors, models


def lock_intent(*, intent_id: UUID) -> models.PaymentIntent:
    """Lock an intent and its payable, the payable first, for that is the order everywhere.

    Raises:
        IntentNotFound: there is none.
    """
    owner = models.PaymentIntent.objects.filter(id=intent_id).values("payable")
    payable = models.Payable.objects.select_for_update().filter(id__in=owner).first()
    if payable is None:
        raise errors.IntentNotFound(intent_id=str(intent_id))
    intent = payable.intents.select_for_update().get(id=intent_id)
    intent.payable = payable
    return intent
