"""Federation's outside: keys, and other providers."""
