"""Use cases of destinations."""
