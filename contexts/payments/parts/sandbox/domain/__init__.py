"""Rules of the sandbox."""
