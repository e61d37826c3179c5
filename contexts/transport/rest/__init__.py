"""Transport over HTTP."""
