"""The bounded contexts of RIZ; README.md has the map."""
