"""Use cases of packages."""
