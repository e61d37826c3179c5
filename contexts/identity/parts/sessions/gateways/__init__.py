"""Outside systems of sessions."""
