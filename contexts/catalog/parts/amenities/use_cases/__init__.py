"""Use cases of amenities."""
