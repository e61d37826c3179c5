"""Begin an attempt to pay."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock_or_none
from riz.money import Money
from riz.policies import allows
from riz.use_cases import use_case

from .. import contracts, errors, models, queries
from ..domain import policies
from ..domain.intents import LIVE
from ..gateways.registry import default_gateway_name, get_gateway


@use_case
def start_payment(
    *, payable_id: UUID, expected: Money | None, actor: Actor, at: dt.datetime
) -> contracts.PaymentIntent:
    """Open an intent for the whole amount, or return the one that is under way: there is never a second.

    The gateway hears of it when it is confirmed.

    Raises:
        PayableNotFound: there is none, or the actor is not its payer.
        AlreadyPaid, PayableClosed, PayableExpired: it takes no payment.
        WrongCurrency, AmountDiffers: the client expects to pay something else.
        GatewayNotOffered: the default gateway is not in use here.
    """
    payable = lock_or_none(models.Payable, id=payable_id)
    if payable is None or not allows(actor, policies.PAY, payable):
        raise errors.PayableNotFound(payable_id=str(payable_id))
    payable.ensure_payable(at=at)
    payable.ensure_expected(expected)
    live = payable.intents.filter(state__in=sorted(LIVE)).first()
    if live is not None:
        return queries.to_intent(live)
    row = models.PaymentIntent.objects.create(
        payable=payable,
        gateway=get_gateway(name=default_gateway_name()).name,
        amount_minor=payable.amount_minor,
        currency=payable.currency,
        checked_at=at,
        created_at=at,
    )
    return queries.to_intent(row)
