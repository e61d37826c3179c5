"""Trips that several people plan together: items, collaborators, comments, changes in order.

It books nothing and computes no budget.
"""
