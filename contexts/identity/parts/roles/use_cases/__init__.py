"""Write operations of roles."""
