"""Tables of booking."""

from .choices import RefundStatus
from .history import AuditEntry, BookingVersion
from .items import BookingItem, PriceLine, StockLine
from .orders import Booking, Order
from .payables import BookingRefund, OrderPayable, PayableShare
from .people import Customer, CustomerContact
from .terms import CancellationTerms, CancellationTier, DepositRule

__all__ = [
    "AuditEntry",
    "Booking",
    "BookingItem",
    "BookingRefund",
    "BookingVersion",
    "CancellationTerms",
    "CancellationTier",
    "Customer",
    "CustomerContact",
    "DepositRule",
    "Order",
    "OrderPayable",
    "PayableShare",
    "PriceLine",
    "RefundStatus",
    "StockLine",
]
