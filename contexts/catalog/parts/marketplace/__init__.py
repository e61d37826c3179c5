"""Operators and their listings.

It pays nobody.
"""
