"""A payment service provider to play with: its own books, its own idempotency keys, its own webhooks.

It stands for a company outside: it knows nothing of payables, is reached only through its api as
through a network, and its books can be held against ours.
"""
