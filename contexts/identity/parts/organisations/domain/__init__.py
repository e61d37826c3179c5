"""Rules of organisations."""
