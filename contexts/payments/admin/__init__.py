"""Staff screens of payments: everything is to be read, money moves only through use cases."""

from . import inbox, intents, payables, receipts, refunds, taxes

__all__ = ["inbox", "intents", "payables", "receipts", "refunds", "taxes"]
