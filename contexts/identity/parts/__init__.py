"""The parts of identity; each has the anatomy of a context."""
