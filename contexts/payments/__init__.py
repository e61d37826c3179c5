"""Money that moves: payables, intents, gateways, refunds, receipts, the ledger.

It knows payables, not bookings; a payable's reference is opaque.
"""
