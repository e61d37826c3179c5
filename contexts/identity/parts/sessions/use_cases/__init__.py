"""Write operations of sessions."""
