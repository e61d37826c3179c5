"""Use cases of transport."""
