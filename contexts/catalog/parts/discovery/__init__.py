"""Search across all parts: a read model that can be rebuilt.

It never owns a fact.
"""
