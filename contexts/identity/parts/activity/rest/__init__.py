"""Activity over HTTP."""
