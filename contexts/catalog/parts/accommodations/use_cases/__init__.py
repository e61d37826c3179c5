"""Use cases of accommodations."""
