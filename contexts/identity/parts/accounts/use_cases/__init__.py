"""Write operations of accounts."""
