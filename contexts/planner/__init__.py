"""Day-by-day itineraries: which places, in which order, at what time, and why.

It owns no place, price or route; it asks for them.
"""
