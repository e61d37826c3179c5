"""Valkey, and the writer of the access log."""
