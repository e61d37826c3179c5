"""Pure rules of experiences."""
