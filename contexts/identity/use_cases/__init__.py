"""Use cases of identity, one act in each file."""
