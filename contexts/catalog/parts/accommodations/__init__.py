"""Units that people sleep in: kinds, base prices, occupancy, amenities.

It knows no nights; those are inventory's.
"""
