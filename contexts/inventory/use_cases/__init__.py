"""Write operations of inventory, one a file."""
