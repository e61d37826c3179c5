"""Tables of payments: what is owed, attempts to pay it, money going back, what gateways told, receipts.

Amounts live in minor units of the payable's currency. The sandbox gateway's tables belong to the same
app, and so to the same migration history, and are read by nothing here.
"""

from ..parts.sandbox.models import SandboxIntent, SandboxKey, SandboxWebhook
from .inbox import WebhookInbox
from .intents import PaymentIntent
from .payables import Payable
from .receipts import Receipt, ReceiptCounter
from .refunds import Refund
from .taxes import TaxRule

__all__ = [
    "Payable",
    "PaymentIntent",
    "Receipt",
    "ReceiptCounter",
    "Refund",
    "SandboxIntent",
    "SandboxKey",
    "SandboxWebhook",
    "TaxRule",
    "WebhookInbox",
]
