"""Outside systems of identity as a whole."""
