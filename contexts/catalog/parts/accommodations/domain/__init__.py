"""Pure rules of accommodations."""
