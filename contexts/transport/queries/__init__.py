"""What transport keeps, read."""
