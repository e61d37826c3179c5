"""Command lines of operations."""
