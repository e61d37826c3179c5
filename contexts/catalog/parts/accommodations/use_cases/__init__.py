"""What can be done with accommodations."""
