"""Pure rules of destinations."""
