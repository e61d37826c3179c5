"""Use cases of the catalog as a whole."""
