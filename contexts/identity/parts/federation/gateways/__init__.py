"""The outside systems of federation: keys, and other providers."""
