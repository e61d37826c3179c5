"""Why payments refuses."""

from __future__ import annotations

from typing import ClassVar

from riz.errors import Conflict, Forbidden, Gone, Invalid, Malformed, NotFound, Unavailable


class PayableNotFound(NotFound):
    """There is no such payable, or it is not the caller's."""

    code: ClassVar[str] = "payments.payable_not_found"
    message = "There is no such payable."
    payable_id: str


class NoTaxRule(Conflict):
    """Nothing says how a supply is taxed on its date."""

    code: ClassVar[str] = "payments.no_tax_rule"
    message = "This can't be sold yet on that date: no tax is set for it."
    supply: str
    date: str


class IntentNotFound(NotFound):
    """There is no such payment, or it is not the caller's."""

    code: ClassVar[str] = "payments.intent_not_found"
    message = "There is no such payment."
    intent_id: str | None = None
    reference: str | None = None


class AlreadyPaid(Conflict):
    """The payable is paid already."""

    code: ClassVar[str] = "payments.already_paid"
    message = "This is paid already; nothing more is due."
    payable_id: str


class PayableClosed(Conflict):
    """The payable takes no payments any more."""

    code: ClassVar[str] = "payments.payable_closed"
    message = "This can't be paid any more. Book again."
    payable_id: str


class PayableExpired(Gone):
    """The time to pay is over."""

    code: ClassVar[str] = "payments.payable_expired"
    message = "The time to pay is over. Book again."
    payable_id: str


class WrongCurrency(Invalid):
    """The amount that the client expects is in another currency than the payable."""

    code: ClassVar[str] = "payments.wrong_currency"
    message = "The amount is due in another currency; read the payable again."
    currency: str


class AmountDiffers(Conflict):
    """The amount that the client expects is not what is due."""

    code: ClassVar[str] = "payments.amount_differs"
    message = "Another amount is due; read the payable again."
    amount_minor: int
    currency: str


class PaymentDeclined(Conflict):
    """The payment was declined; the payable stays open."""

    code: ClassVar[str] = "payments.declined"
    message = "The payment was declined. Start another one, with another payment method."
    intent_id: str
    decline_code: str


class IntentCancelled(Conflict):
    """The attempt to pay was called off."""

    code: ClassVar[str] = "payments.intent_cancelled"
    message = "This payment was called off. Start another one."
    intent_id: str


class UnknownPaymentMethod(Invalid):
    """The gateway does not know the payment method."""

    code: ClassVar[str] = "payments.unknown_payment_method"
    message = "The payment method is not known. Choose another one."


class NotPaidYet(Conflict):
    """There is no receipt before the payment."""

    code: ClassVar[str] = "payments.not_paid_yet"
    message = "There is no receipt yet, for this is not paid."
    intent_id: str


class RefundTooLarge(Conflict):
    """More would go back than was paid."""

    code: ClassVar[str] = "payments.refund_too_large"
    message = "No more can go back than was paid and is not on its way back already."
    payable_id: str
    amount_minor: int


class RefundNotAllowed(Forbidden):
    """The caller may not send money back."""

    code: ClassVar[str] = "payments.refund_not_allowed"
    message = "You may not send this money back."
    payable_id: str


class WebhookRejected(Malformed):
    """A webhook is not signed by the gateway, is too old, too large or can't be read."""

    code: ClassVar[str] = "payments.webhook_rejected"
    message = "The webhook is not signed as agreed, too old, too large or can't be read."


class GatewayUnavailable(Unavailable):
    """The gateway gave no answer; what it did is not known."""

    code: ClassVar[str] = "payments.gateway_unavailable"
    message = "The payment gateway does not answer. Try again shortly."
    gateway: str


class GatewayNotOffered(NotFound):
    """The gateway is not in use here."""

    code: ClassVar[str] = "payments.gateway_not_offered"
    message = "There is no such payment gateway here."
    gateway: str


class GatewayRefused(Conflict):
    """The gateway refused for good, and nothing moved."""

    code: ClassVar[str] = "payments.gateway_refused"
    message = "The payment gateway refused this."
    gateway: str
    reason: str
