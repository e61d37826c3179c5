"""What can be done with destinations."""
