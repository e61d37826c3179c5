"""Pure rules of the whole catalog."""
