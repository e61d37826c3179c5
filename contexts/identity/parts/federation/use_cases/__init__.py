"""Write operations of federation."""
