"""HTTP of booking."""
