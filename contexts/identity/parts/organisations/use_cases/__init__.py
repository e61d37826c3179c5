"""Write operations of organisations."""
