"""Descriptions of offers: destinations, stays, experiences, packages, amenities, operators and their listings.

It holds no availability, no purchases and no user state.
"""
