"""Pure rules of activity."""
