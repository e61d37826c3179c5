"""The tests of RIZ; the tree mirrors the source."""
