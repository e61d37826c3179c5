"""Pure rules of packages."""
