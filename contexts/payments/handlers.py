"""Payments listens to nobody yet: it knows no context but identity."""
