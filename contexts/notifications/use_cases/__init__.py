"""Write operations of notifications, one a file."""
