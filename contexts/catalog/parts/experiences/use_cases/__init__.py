"""Use cases of experiences."""
