"""What can be done with amenities."""
