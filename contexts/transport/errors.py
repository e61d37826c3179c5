"""What transport refuses."""
