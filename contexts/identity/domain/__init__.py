"""Rules of identity as a whole."""
