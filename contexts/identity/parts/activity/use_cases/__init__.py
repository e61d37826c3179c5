"""Write operations of activity."""
