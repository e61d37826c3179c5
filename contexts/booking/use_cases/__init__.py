"""Write operations of booking, one a file."""
