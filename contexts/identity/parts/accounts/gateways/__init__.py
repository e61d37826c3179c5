"""Outside systems of accounts."""
