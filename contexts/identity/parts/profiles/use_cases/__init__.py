"""Write operations of profiles."""
