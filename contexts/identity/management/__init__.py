"""Command lines of identity."""
