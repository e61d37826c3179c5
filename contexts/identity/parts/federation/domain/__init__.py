"""Rules of federation."""
