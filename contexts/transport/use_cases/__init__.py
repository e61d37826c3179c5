"""What changes transport."""
