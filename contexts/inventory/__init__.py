"""How much of a sellable thing is left on a date: nightly counters, quotes, holds, sales.

It knows no person and no payment; a requester is an opaque reference.
"""
