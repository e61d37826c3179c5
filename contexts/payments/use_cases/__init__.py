"""Write operations of payments, one a file."""
