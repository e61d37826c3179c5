"""Command lines of the outbox."""
